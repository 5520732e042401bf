"""A file becomes blocks of text cells: what is read, what is left out and counted, what is refused and how that is said."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import zipfile
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdash.data.importing.reading import Source, open_source
from salesdash.errors import ImportRefused

HEADER = "order,date,customer,region,amount"
NOTHING_LEFT_OUT = {"subtotal": 0, "blank": 0, "footer": 0}
ROWS = [f"SO-{i},2024-01-{i % 28 + 1:02d},C{i % 7},North,{i}.50" for i in range(1, 31)]


def written(tmp_path: Path, text: str | bytes, name: str = "orders.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return path


def opened(tmp_path: Path, text: str | bytes, encoding: str = "utf-8", **options: Any) -> Source:
    return open_source(written(tmp_path, text, encoding=encoding), **options)


def workbook(tmp_path: Path, rows: list[list[Any]], *merged: str, name: str = "orders.xlsx") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for region in merged:
        sheet.merge_cells(region)
    book.save(tmp_path / name)
    return tmp_path / name


def read(source: Source, block_bytes: int = 8 << 20) -> tuple[list[int], list[list[str | None]]]:
    """All row numbers and all rows."""
    numbers: list[int] = []
    rows: list[list[str | None]] = []
    for block in source.blocks(block_bytes):
        assert block.table.column_names == list(source.headers)
        assert len(block.rows) == block.table.num_rows
        numbers += block.rows.tolist()
        rows += [list(row) for row in zip(*block.table.to_pydict().values(), strict=True)]
    return numbers, rows


def reason(path: Path, **options: Any) -> str:
    """The sentence a file is refused with."""
    with pytest.raises(ImportRefused) as refused:
        for _ in open_source(path, **options).blocks():
            pass
    return str(refused.value)


# -- encodings --------------------------------------------------------------------------------------------------------


CHINESE = "订单号,客户名称,城市,金额\n" + "".join(f"A{i},北京市第{i}贸易公司,上海,{i}\n" for i in range(9))
WESTERN = "id,name,city,amount\n" + "".join(f"{i},José Müller {i},Besançon,1\n" for i in range(9))


@pytest.mark.parametrize(
    ("mark", "encoding", "said"),
    [
        (b"", "utf-8", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8", "utf-8"),
        (b"\xff\xfe", "utf-16-le", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be", "utf-16-be"),
        (b"", "utf-16-le", "utf-16-le"),
        (b"", "gb18030", "gb18030"),
    ],
)
def test_chinese_text_reads_the_same_in_every_encoding_and_the_encoding_is_certain(
    tmp_path: Path, mark: bytes, encoding: str, said: str
) -> None:
    source = opened(tmp_path, mark + CHINESE.encode(encoding))
    assert (source.encoding, source.encoding_sure, source.encoding_choices) == (said, True, (said,))
    assert source.headers == ("订单号", "客户名称", "城市", "金额")
    assert read(source)[1] == [[f"A{i}", f"北京市第{i}贸易公司", "上海", str(i)] for i in range(9)]


def test_western_accents_in_cp1252_are_recognised_with_certainty(tmp_path: Path) -> None:
    source = opened(tmp_path, WESTERN, encoding="cp1252")
    assert (source.encoding, source.encoding_sure) == ("cp1252", True)
    assert read(source)[1][0] == ["0", "José Müller 0", "Besançon", "1"]


def test_cyrillic_text_is_in_doubt_and_previewed_under_each_choice(tmp_path: Path) -> None:
    source = opened(tmp_path, "id,name,amount\n1,Иванов,5\n2,Петрова,6\n3,Сидоров,7\n", encoding="cp1251")
    assert not source.encoding_sure
    assert "cp1251" in source.encoding_choices
    assert source.preview("cp1251", rows=2) == [["id", "name", "amount"], ["1", "Иванов", "5"], ["2", "Петрова", "6"]]
    assert len(source.preview("cp1252")) == 4
    named = open_source(tmp_path / "orders.csv", encoding="cp1251")
    assert named.encoding_sure
    assert read(named)[1][1] == ["2", "Петрова", "6"]


def test_two_characters_that_are_chinese_or_western_are_in_doubt(tmp_path: Path) -> None:
    source = opened(tmp_path, "id,name,amount\n1,上,5\n2,x,6\n", encoding="gb18030")
    assert not source.encoding_sure
    assert {"gb18030", "cp1252"} <= set(source.encoding_choices)


def test_a_zero_byte_in_a_cell_stays_for_the_check_to_name(tmp_path: Path) -> None:
    source = opened(tmp_path, "order,customer,amount\nA1,An\0n,5\n")
    assert (source.encoding, read(source)[1]) == ("utf-8", [["A1", "An\0n", "5"]])


def test_a_bad_byte_in_a_utf8_file_is_refused_with_its_row(tmp_path: Path) -> None:
    lines = CHINESE.encode().splitlines(keepends=True) * 5
    lines[7] = lines[7].replace(b"A6", b"A\xff")
    assert "row 8: the file is UTF-8" in reason(written(tmp_path, b"".join(lines)))


def test_an_encoding_that_does_not_hold_or_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, CHINESE, encoding="gb18030")
    assert "UTF-8" in reason(path, encoding="utf-8")
    assert "no encoding named klingon" in reason(path, encoding="klingon")
    assert "is not gb18030" in reason(written(tmp_path, WESTERN, encoding="cp1252"), encoding="gb18030")


# -- separators, cells and row numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path: Path, delimiter: str) -> None:
    source = opened(tmp_path, "\n".join([HEADER, *ROWS]).replace(",", delimiter))
    assert source.delimiter == delimiter
    assert source.headers == tuple(HEADER.split(","))
    assert read(source)[1] == [row.split(",") for row in ROWS]


def test_decimal_commas_do_not_hide_the_semicolon(tmp_path: Path) -> None:
    source = opened(tmp_path, "id;price;amount\n" + "1;1,50;3,00\n" * 20)
    assert source.delimiter == ";"
    assert read(source)[1][0] == ["1", "1,50", "3,00"]


def test_a_first_line_that_declares_the_separator_is_obeyed(tmp_path: Path) -> None:
    source = opened(tmp_path, "sep=|\r\nid|amount\r\n1|2\r\n")
    assert (source.delimiter, source.header_rows) == ("|", (2, 2))
    assert read(source) == ([3], [["1", "2"]])


def test_none_and_na_are_words_and_only_an_empty_cell_is_null(tmp_path: Path) -> None:
    source = opened(tmp_path, 'id,a,b,c,d\n1,None,NA,null,nan\n2,,"",   ,#N/A\n')
    assert read(source)[1] == [["1", "None", "NA", "null", "nan"], ["2", None, None, None, "#N/A"]]


def test_row_numbers_are_lines_of_the_file_past_line_breaks_in_cells_and_blank_lines(tmp_path: Path) -> None:
    source = opened(tmp_path, 'id,note,amount\n1,"two\nlines",5\n2,x,6\n\n,,\n3,"a\r\nb\r\nc",7\n4,y,8')
    numbers, rows = read(source)
    assert numbers == [2, 4, 7, 10]
    assert rows[2] == ["3", "a\r\nb\r\nc", "7"]
    assert source.left_out == {"subtotal": 0, "blank": 2, "footer": 0}


def test_rows_with_a_wrong_number_of_cells_are_listed_with_their_row_and_never_vanish(tmp_path: Path) -> None:
    source = opened(tmp_path, 'id,note,amount\n1,"two\nlines",5\n2,6\n3,x,7\n4,x,7,8\n5,x,9\n')
    assert read(source) == ([2, 5, 7], [["1", "two\nlines", "5"], ["3", "x", "7"], ["5", "x", "9"]])
    assert source.ragged == [(4, "2,6"), (6, "4,x,7,8")]
    assert source.left_out == NOTHING_LEFT_OUT


def test_small_blocks_give_the_same_rows_and_numbers_as_large_ones(tmp_path: Path) -> None:
    lines = [f'{i},"note\n{i}",{i}' if i % 5 else f"{i},short" for i in range(1, 3000)]
    source = opened(tmp_path, "id,note,amount\n" + "\n".join(lines) + "\n")
    large = read(source)
    ragged = list(source.ragged)
    assert read(source, block_bytes=500) == large
    assert source.ragged == ragged
    assert len(large[0]) + len(ragged) == 2999
    text = (tmp_path / "orders.csv").read_text().split("\n")
    assert all(text[number - 1].startswith(f"{row[0]},") for number, row in zip(*large, strict=True))
    assert all(text[number - 1] == line for number, line in ragged)


def test_progress_rises_from_nothing_to_one(tmp_path: Path) -> None:
    source = opened(tmp_path, HEADER + "\n" + "\n".join(ROWS * 300))
    assert source.progress() == 0
    shares = [source.progress() for _ in source.blocks(20_000)]
    assert len(shares) > 5
    assert shares == sorted(shares)
    assert source.progress() == 1


def test_looking_at_a_sample_does_not_count_as_reading(tmp_path: Path) -> None:
    source = opened(tmp_path, "\n".join([HEADER, *ROWS, "Total,,,,99"]))
    assert source.sample(3).to_pylist()[2] == dict(zip(source.headers, ROWS[2].split(","), strict=True))
    assert source.sample().num_rows == 30
    assert (source.progress(), source.left_out) == (0, NOTHING_LEFT_OUT)


def test_the_fingerprint_is_that_of_the_bytes_and_the_name_is_the_one_given(tmp_path: Path) -> None:
    text = "\n".join([HEADER, *ROWS])
    source = opened(tmp_path, text, name="June.csv")
    assert (source.sha256, source.bytes, source.name) == (hashlib.sha256(text.encode()).hexdigest(), len(text), "June.csv")


ODD_CELLS = st.sampled_from(["7", "", '12" pipe', '5"', '"a\nb"', '"a""b"', '"x,y"', '"\n\n"', '""",\n1,2,3\n"', '"x" y', "None"])


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(st.lists(ODD_CELLS, min_size=2, max_size=4), min_size=4, max_size=40), newline=st.sampled_from(["\n", "\r\n"]))
def test_where_a_block_ends_changes_nothing_even_among_stray_quotation_marks(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], newline: str
) -> None:
    lines = ["id,first,second,third", *(",".join([f"x{i}", *row]) for i, row in enumerate(rows))]
    source = opened(tmp_path_factory.mktemp("odd"), newline.join(lines))
    whole, ragged = read(source), list(source.ragged)
    for size in (13, 60, 300):
        assert (read(source, size), source.ragged) == (whole, ragged)


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters='\n",;'), max_size=12)


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=20), newline=st.sampled_from(["\n", "\r\n"]))
def test_any_table_that_pythons_csv_module_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], newline: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=newline)
    writer.writerow(["id", "first", "second", "amount"])
    writer.writerows([f"x{i}", first, second, i] for i, (first, second) in enumerate(rows))
    source = opened(tmp_path_factory.mktemp("any"), out.getvalue())
    blank = {" " * length for length in range(17)}
    expected = [[f"x{i}", *(None if cell in blank else cell for cell in row), str(i)] for i, row in enumerate(rows)]
    assert read(source)[1] == expected


# -- the header -------------------------------------------------------------------------------------------------------


def test_title_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    source = opened(tmp_path, "Sales report,,,,\nPeriod: 2024,,,Printed: 2024-02-01,\n\n" + "\n".join([HEADER, *ROWS]))
    assert (source.header_rows, source.headers) == ((4, 4), tuple(HEADER.split(",")))
    assert read(source)[0] == list(range(5, 35))


def test_title_lines_without_separators_are_passed_over(tmp_path: Path) -> None:
    source = opened(tmp_path, "Sales report\nall regions\n" + "\n".join([HEADER, *ROWS]))
    assert source.header_rows == (3, 3)
    assert len(read(source)[1]) == 30


def test_repeated_names_are_numbered_and_nameless_columns_get_their_place(tmp_path: Path) -> None:
    source = opened(tmp_path, "Name,Amount,Name,,Name,\na,1,b,2,c,3\nd,4,e,5,f,6\n")
    assert source.headers == ("Name", "Amount", "Name (2)", "Column 4", "Name (3)", "Column 6")
    assert source.duplicate_headers == ("Name",)


def test_a_column_beyond_the_header_is_kept_under_a_name_of_its_own(tmp_path: Path) -> None:
    source = opened(tmp_path, "id,amount\n1,2,x\n2,3,y\n3,4,z\n")
    assert source.headers == ("id", "amount", "Column 3")
    assert len(read(source)[1]) == 3


def test_a_header_of_two_rows_is_joined_where_the_lower_name_alone_says_too_little(tmp_path: Path) -> None:
    source = opened(tmp_path, "订单,,客户,,金额,\n订单号,日期,编码,名称,数量,税额\n" + "A1,2024-01-02,C1,张三,1,2\n" * 4)
    assert source.header_rows == (1, 2)
    assert source.headers == ("订单号", "订单 日期", "客户 编码", "客户 名称", "数量", "税额")


def test_sub_names_below_a_few_columns_belong_to_the_header(tmp_path: Path) -> None:
    rows = "".join(f"SO-{i},2024-01-0{i},Ann,{i},{i}.5,{i},{i}.2\n" for i in range(1, 6))
    source = opened(tmp_path, "Order No,Date,Customer,2023,,2024,\n,,,Units,Net,Units,Net\n" + rows)
    assert source.header_rows == (1, 2)
    assert source.headers == ("Order No", "Date", "Customer", "2023 Units", "2023 Net", "2024 Units", "2024 Net")


def test_merged_header_cells_of_a_workbook_are_joined(tmp_path: Path) -> None:
    day = datetime.date(2024, 1, 5)
    rows: list[list[Any]] = [["Deliveries"], ["Order", "Customer", None, "Shipped"], [None, "Code", "Name", None]]
    rows += [[f"SO-{i}", f"C{i}", "Ann", day] for i in range(4)]
    source = open_source(workbook(tmp_path, rows, "A1:D1", "A2:A3", "B2:C2", "D2:D3"))
    assert source.header_rows == (2, 3)
    assert source.headers == ("Order", "Customer Code", "Customer Name", "Shipped")
    assert read(source)[1][0] == ["SO-0", "C0", "Ann", "2024-01-05"]


def test_a_table_without_column_names_is_refused(tmp_path: Path) -> None:
    assert "none of the first 20 rows holds column names" in reason(written(tmp_path, "1,2024-01-02,5\n2,2024-01-03,6\n3,2024-01-04,7\n"))


# -- totals, blanks, footers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "total",
    [
        "Total,,,,99",
        "TOTAL:,,,,99",
        "Grand Total,,,,99",
        "subtotal,,,,99",
        "小计,,,,99",
        "合计：,,,,99",
        "总计,,,,99",
        ",小计,,,99",
        ",,,Total,99",
        "2024-01 小计,,,,99",
        "North Total,,,,99",
        "Total for January,,,,99",
        ",,North,小计,99",
    ],
)
def test_rows_of_totals_are_left_out_and_counted(tmp_path: Path, total: str) -> None:
    source = opened(tmp_path, "\n".join([HEADER, *ROWS[:10], total, *ROWS[10:], total]))
    assert read(source)[1] == [row.split(",") for row in ROWS]
    assert source.left_out == {"subtotal": 2, "blank": 0, "footer": 0}


@pytest.mark.parametrize(
    "ordinary",
    [
        "SO-99,2024-01-01,Total Fitness,North,99",
        "SO-99,2024-01-01,Total,North,99",
        "SO-99,2024-01-01,小计商贸,North,99",
        "Total-1,2024-01-01,C1,North,99",
        "SO-99,2024-01-01,Total Fitness,,99",
    ],
)
def test_a_customer_named_total_in_an_ordinary_row_stays(tmp_path: Path, ordinary: str) -> None:
    source = opened(tmp_path, "\n".join([HEADER, *ROWS, ordinary]))
    assert read(source)[1][-1] == [cell or None for cell in ordinary.split(",")]
    assert source.left_out == NOTHING_LEFT_OUT


def test_a_customer_list_keeps_total_fitness_and_a_table_of_two_columns_loses_its_total(tmp_path: Path) -> None:
    customers = opened(tmp_path, "name,revenue\nAnn,1\nTotal Fitness,2\nBob,3\n")
    assert len(read(customers)[1]) == 3
    months = opened(tmp_path, "month,revenue\n2024-01,1\n2024-02,2\nTotal,3\n")
    assert len(read(months)[1]) == 2
    assert months.left_out["subtotal"] == 1


def test_a_total_with_too_few_cells_is_a_total_and_not_a_broken_row(tmp_path: Path) -> None:
    source = opened(tmp_path, "\n".join([HEADER, *ROWS, "合计,,99"]))
    assert len(read(source)[1]) == 30
    assert (source.left_out["subtotal"], source.ragged) == (1, [])


def test_footers_below_the_data_are_left_out_and_counted(tmp_path: Path) -> None:
    footers = ["", "制表人：李四,,,审核：,", '"Figures in thousand, before tax.",,,,', "End of report"]
    source = opened(tmp_path, "\n".join([HEADER, *ROWS, *footers]))
    assert len(read(source)[1]) == 30
    assert source.left_out == {"subtotal": 0, "blank": 1, "footer": 3}
    assert source.ragged == []


def test_a_remark_between_rows_of_data_is_no_footer_and_stays_to_be_checked(tmp_path: Path) -> None:
    source = opened(tmp_path, "\n".join([HEADER, *ROWS[:20], "second half of the month,,,,", *ROWS[20:]]))
    for size in (8 << 20, 300):
        numbers, rows = read(source, size)
        assert rows[20] == ["second half of the month", None, None, None, None]
        assert numbers == list(range(2, 33))
        assert source.left_out == NOTHING_LEFT_OUT


def test_a_last_row_with_nothing_but_an_id_is_no_footer(tmp_path: Path) -> None:
    source = opened(tmp_path, "\n".join([HEADER, *ROWS, "SO-99,,,,"]))
    assert read(source)[1][-1] == ["SO-99", None, None, None, None]


# -- workbooks --------------------------------------------------------------------------------------------------------


def test_cells_of_a_workbook_become_plain_text(tmp_path: Path) -> None:
    cells: list[Any] = [5.0, 0.1, 1e-05, -12.34, 10**15, 6.2e18, 2**53, True, "None", "007", "  "]
    cells += [datetime.date(2024, 1, 30), datetime.datetime(2024, 1, 30, 8, 26), datetime.time(8, 26), datetime.date(1900, 3, 1)]
    names = [f"c{chr(97 + i)}" for i in range(len(cells))]
    texts = ["5", "0.1", "0.00001", "-12.34", "1000000000000000", "6.2e+18", "9.007199254740992e+15", "TRUE", "None", "007", None]
    texts += ["2024-01-30", "2024-01-30 08:26:00", "08:26:00", "1900-03-01"]
    assert read(open_source(workbook(tmp_path, [names, cells]))) == ([2], [texts])


def test_formulas_give_their_values_and_errors_stay_to_be_named(tmp_path: Path) -> None:
    path = tmp_path / "formulas.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Orders & more")
    for row, cells in enumerate([["pad", "order", "amount"], ["x", "A1", ""], ["x", "A2", ""], ["x", "A3", ""]]):
        sheet.write_row(row + 1, 1, cells)
    sheet.write_formula(2, 3, "=1+1", None, 2)
    sheet.write_formula(3, 3, "=1/0", None, "#DIV/0!")
    sheet.write_formula(4, 3, "=A9&B9", None, "")
    book.close()
    assert [row[2] for row in read(open_source(path))[1]] == ["2", "#DIV/0!", "=A9&B9"]
    never_worked_out = workbook(tmp_path, [["order", "amount"], ["A1", "=1+1"], ["A2", 3]])
    assert [row[1] for row in read(open_source(never_worked_out))[1]] == ["=1+1", "3"]


def test_the_visible_sheet_with_most_rows_is_read_unless_another_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["This report is internal"])
    for title, rows in (("Orders", 5), ("Summary", 2), ("Old", 50)):
        sheet = book.create_sheet(title)
        sheet.append(["order", "amount"])
        for i in range(rows):
            sheet.append([f"{title}-{i}", i])
    book["Old"].sheet_state = "hidden"
    path = tmp_path / "many.xlsx"
    book.save(path)
    source = open_source(path)
    assert (source.sheet, source.sheets, source.kind) == ("Orders", ("Read me", "Orders", "Summary", "Old"), "xlsx")
    assert len(read(open_source(path, sheet="Old"))[1]) == 50
    assert "has no sheet named May. It has: Read me, Orders, Summary, Old." in reason(path, sheet="May")


def test_a_text_merged_over_several_rows_stands_in_each_and_a_number_only_once(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["order", "customer", "amount"], ["A1", "Ann", 5], [None, "Ann", None], ["A2", "Bob", 7], [None, "Eve", 8]]
    source = open_source(workbook(tmp_path, rows, "A2:A3", "C2:C3", "A4:A5"))
    assert read(source)[1] == [["A1", "Ann", "5"], ["A1", "Ann", None], ["A2", "Bob", "7"], ["A2", "Eve", "8"]]


def test_a_table_that_does_not_start_in_the_corner_keeps_its_row_numbers(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [],
        [],
        [None, None, "order", "amount"],
        [None, None, "A1", 5],
        [None, None, None, None],
        [None, None, "A2", 6],
    ]
    source = open_source(workbook(tmp_path, rows))
    assert (source.header_rows, source.headers) == ((3, 3), ("order", "amount"))
    assert read(source) == ([4, 6], [["A1", "5"], ["A2", "6"]])
    assert source.left_out["blank"] == 1


def test_a_workbook_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["order", "amount"], ["A1", 5]], name="orders.xlsx").rename(tmp_path / "orders.csv")
    assert open_source(path).kind == "xlsx"
    assert open_source(written(tmp_path, "order\tamount\nA1\t5\n", "orders.xls")).kind == "csv"


# -- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "is empty"),
        (b"order,date,amount\r\n", "holds column names but no rows"),
        (b"order,date,amount\r\n,,\r\n", "holds column names but no rows"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "is a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"\r\n<html><table><tr><td>1", "is a web page or XML"),
        (b"a,b\n1,\x00\x00\x00\x00x", "holds zero bytes"),
        (b"PK\x03\x04 and nothing else", "is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence_that_names_the_file(tmp_path: Path, content: bytes, said: str) -> None:
    sentence = reason(written(tmp_path, content))
    assert said in sentence
    assert sentence.startswith("orders.csv")
    assert sentence.endswith(".")


def test_a_missing_file_and_an_empty_workbook_are_refused(tmp_path: Path) -> None:
    assert "cannot be opened" in reason(tmp_path / "nowhere.csv")
    assert "is empty" in reason(workbook(tmp_path, []))
    assert "no rows of data" in reason(workbook(tmp_path, [["order", "amount"]]))


def test_two_hundred_columns_are_fine_and_more_than_two_thousand_are_refused(tmp_path: Path) -> None:
    def wide(columns: int) -> str:
        return ",".join(f"c{i}" for i in range(columns)) + "\n" + ",".join("1" * columns) + "\n"

    assert len(opened(tmp_path, wide(200)).headers) == 200
    assert "has 2001 columns, the most is 2000" in reason(written(tmp_path, wide(2001)))


@pytest.mark.parametrize("position", [1, 50])
def test_a_cell_of_a_hundred_thousand_characters_is_fine_and_of_a_million_refused(tmp_path: Path, position: int) -> None:
    def with_cell(length: int) -> str:
        lines = list(ROWS * 2)
        lines.insert(position - 1, f"SO-0,2024-01-01,{'客' * length},North,1")
        return "\n".join([HEADER, *lines])

    assert max(len(row[2] or "") for row in read(opened(tmp_path, with_cell(100_000)))[1]) == 100_000
    sentence = reason(written(tmp_path, with_cell(1_000_000)))
    assert f"row {position + 1}, column customer: the cell holds 1000000 characters" in sentence


@pytest.mark.parametrize("bad", ['SO-0,2024-01-01,"never closed,North,1', 'SO-0,2024-01-01,C1,North,"1'])
def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_row(tmp_path: Path, bad: str) -> None:
    lines = list(ROWS)
    lines[9] = bad
    assert "row 11: a quotation mark" in reason(written(tmp_path, "\n".join([HEADER, *lines])))
    lines[9] = bad + "\n" + "\n".join(ROWS * 15_000)
    assert "row 11" in reason(written(tmp_path, "\n".join([HEADER, *lines])))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/worksheets/sheet1.xml", "w") as member:
        for _ in range(60):
            member.write(b" " * (1 << 20))
    assert "would unpack to 60 MB" in reason(path)


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lie.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 100_000)
    size = (100_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (1_000).to_bytes(4, "little")))
    assert "the file is damaged" in reason(path)


# -- real files -------------------------------------------------------------------------------------------------------


def plainly(path: Path, encoding: str) -> list[list[str | None]]:
    """The same rows by Python's csv module."""
    with path.open(encoding=encoding, newline="") as file:
        return [[cell or None for cell in row] for row in list(csv.reader(file))[1:]]


def read_as_plainly(path: Path) -> int:
    """Rows of a file that are, cell by cell, what Python's csv module reads."""
    source = open_source(path)
    rows = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        plain = csv.reader(file, delimiter=source.delimiter or ",")
        assert tuple(next(plain)) == source.headers or source.headers[0] == "Column 1"
        for block in source.blocks():
            columns = [column.fill_null("").to_pylist() for column in block.table.columns]
            assert list(zip(*columns, strict=True)) == list(map(tuple, islice(plain, block.table.num_rows)))
            rows += block.table.num_rows
        assert next(plain, None) is None
    assert (source.left_out, source.ragged) == (NOTHING_LEFT_OUT, [])
    return rows


@pytest.mark.real_data
def test_the_chinese_superstore_is_equal_in_three_encodings_and_as_an_old_workbook(real_data: Path) -> None:
    folder = real_data / "zh_superstore"
    sources = [open_source(folder / name) for name in ("订单.csv", "订单.gb18030.csv", "订单.utf16.tsv")]
    assert [(each.encoding, each.encoding_sure, each.delimiter) for each in sources] == [
        ("utf-8", True, ","),
        ("gb18030", True, ","),
        ("utf-16-le", True, "\t"),
    ]
    expected = plainly(folder / "订单.csv", "utf-8")
    assert len(expected) == 2000
    assert all(read(each) == (list(range(2, 2002)), expected) for each in sources)
    old = open_source(real_data / "workbooks" / "orders_zh.xls")
    assert (old.kind, old.headers) == ("xls", sources[0].headers)
    numbers, rows = read(old)
    assert numbers == list(range(2, 2002))
    assert [row[:-4] for row in rows] == [row[:-4] for row in expected]
    assert [[float(cell or "nan") for cell in row[-4:]] for row in rows] == [
        [float(cell or "nan") for cell in row[-4:]] for row in expected
    ]


@pytest.mark.real_data
def test_the_superstore_reads_the_same_in_utf8_with_a_byte_order_mark_and_in_cp1252(real_data: Path, tmp_path: Path) -> None:
    plain = real_data / "superstore" / "superstore.csv"
    marked = written(tmp_path, b"\xef\xbb\xbf" + plain.read_bytes())
    expected = plainly(plain, "utf-8")
    sources = [open_source(plain), open_source(marked), open_source(real_data / "superstore" / "superstore.cp1252.csv")]
    assert [each.encoding for each in sources] == ["utf-8", "utf-8", "cp1252"]
    assert all(each.encoding_sure and each.headers[0] == "Row ID" for each in sources)
    assert all(read(each)[1] == expected for each in sources)
    assert len(expected) == 9994


@pytest.mark.real_data
def test_half_a_million_lines_of_online_retail_arrive_and_none_is_left_out(real_data: Path) -> None:
    assert read_as_plainly(real_data / "uci_online_retail" / "online_retail.csv") == 541_909


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "rows"),
    [
        ("adventureworks/sales_lines.csv", 121_253),
        ("maven_crm_sales/sales_pipeline.csv", 8_800),
        ("northwind/Orders.csv", 830),
        ("northwind/OrderDetails.csv", 2_155),
        ("series/m4_weekly.csv", 66_698),
    ],
)
def test_order_lines_and_deals_are_read_as_pythons_csv_module_reads_them(real_data: Path, file: str, rows: int) -> None:
    assert read_as_plainly(real_data / file) == rows


@pytest.mark.real_data
def test_every_small_real_file_is_read_whole(real_data: Path) -> None:
    paths = [path for path in sorted(real_data.glob("*/*.csv")) if path.stat().st_size < 1 << 20]
    skipped = ("zh_superstore", "ibm_telco_churn")  # tested above in three encodings; has cells of one space, which count as empty
    assert all(read_as_plainly(path) for path in paths if path.parent.name not in skipped)


@pytest.mark.real_data
def test_the_erp_workbook_gives_its_lines_without_its_totals_and_footer(real_data: Path) -> None:
    source = open_source(real_data / "workbooks" / "erp_detail_zh.xlsx")
    assert (source.sheet, source.sheets, source.header_rows) == ("销售明细", ("说明", "销售明细", "月度汇总"), (3, 4))
    assert source.headers == (
        *("单据编号", "流水号", "单据日期", "客户编码", "客户名称"),
        *("存货编码", "存货名称", "数量", "含税单价", "价税合计", "税额（元）"),
    )
    numbers, rows = read(source)
    assert len(rows) == 240
    assert source.left_out == {"subtotal": 42, "blank": 0, "footer": 1}
    assert sum(int(row[7] or 0) for row in rows) == 845
    assert sum((row[9] or "").startswith(("(", "-")) for row in rows) == 7
    assert (numbers[0], rows[0][1]) == (5, "6200000000000000000")
    assert len(read(open_source(real_data / "workbooks" / "erp_detail_zh.xlsx", sheet="月度汇总"))[1]) == 41


@pytest.mark.real_data
def test_destroyed_ids_keep_the_exponent_that_shows_it(real_data: Path) -> None:
    rows = read(open_source(real_data / "workbooks" / "ids_destroyed.xlsx"))[1]
    assert len(rows) == 50
    assert {row[0] for row in rows} == {"6.2e+18", "6.200000000000001e+18"}
