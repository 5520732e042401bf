"""Why a cell was refused, and what to do about it: reason code -> (msgid of the reason, msgid of the fix)."""

from __future__ import annotations

from salesdash.text import N_

REASONS: dict[str, tuple[str, str]] = {
    "missing": (N_("A required cell is empty"), N_("Fill it in.")),
    "missing_quantity": (N_("The quantity is empty"), N_("Write the quantity; 0 where the line is a fee or a correction.")),
    "missing_unit_price": (N_("The unit price is empty"), N_("Write the price of one unit.")),
    "missing_amount": (N_("The amount is empty"), N_("Write the amount of the line; 0 where it was free.")),
    "missing_tax": (N_("The tax is empty, but has to be taken off the amount"), N_("Write the tax of the line; 0 where there was none.")),
    "not_a_number": (N_("This is not a number"), N_("Write digits only, with one decimal mark throughout the column; leave the cell empty where nothing is known.")),
    "not_whole": (N_("A whole number is expected"), N_("Write it without decimals.")),
    "not_positive": (N_("The rate must be above zero"), N_("Write how many units of the base currency one unit costs.")),
    "too_large": (N_("The number is larger than any that can be right (100 billion)"), N_("Look for digits of an id in a column of amounts, or for a missing decimal mark.")),
    "not_a_date": (N_("This is not a date"), N_("Write it as 2026-01-31.")),
    "date_order": (N_("Day and month cannot be told apart"), N_("Write dates as 2026-01-31, or say how they are written: --dates dmy or --dates mdy.")),
    "impossible_date": (N_("There is no such day"), N_("Correct the date; if day and month are swapped, say --dates dmy or --dates mdy.")),
    "year_out_of_range": (N_("The year is outside 1970 to 2100"), N_("Correct the year, or leave the cell empty where the date is not required.")),
    "digits_lost": (
        N_("A spreadsheet has turned this id into a rounded number: its digits are gone"),
        N_("Export again with the id column as text; a file that was opened and saved in a spreadsheet cannot be repaired."),
    ),
    "too_long": (N_("The text is too long (200 characters for ids, 4,000 for texts)"), N_("Shorten it, or look for a quotation mark that is never closed.")),
    "unreadable": (N_("The text holds a character that no text has"), N_("Export the file again as UTF-8.")),
    "unknown_choice": (N_("This word is not one of those expected here"), N_("Use one of the words of the template.")),
    "discount_not_a_fraction": (N_("The discount is not between 0 and 100 %"), N_("Correct it, or say what the column means: --discount fraction, percent or amount.")),
    "discount_too_large": (N_("The discount is negative or larger than the price"), N_("Correct it, or say what the column means: --discount fraction, percent or amount.")),
    "no_rate": (
        N_("There is no exchange rate for this currency on that day"),
        N_("Load exchange rates first, or say that the amounts are in the base currency already: --currency base."),
    ),
    "ragged": (
        N_("The row has more or fewer cells than the header"),
        N_("Put quotation marks around cells in which the separator stands, or export the file again."),
    ),
    "doubled": (N_("This row stands in the file more than once"), N_("Keep one of the rows, or map the column that tells them apart.")),
}  # fmt: skip
