"""Exports of known systems, recognised by headers that only they have together: what their columns mean where the name alone does not say.

field -> the first of these headers that is there. Labels of 纷享销客 can be changed by each company; these are its standard ones.
A CRM has one close date: expected while the deal is open, actual when it is closed, so both fields read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from salesdash.data.importing.matching import norm


@dataclass(frozen=True)
class Preset:
    system: str
    kind: str
    signature: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]

    def fits(self, headers: Iterable[str]) -> bool:
        present = {norm(header) for header in headers}
        return all(norm(header) in present for header in self.signature)


_ZOHO_LEAD = {"code": ("Record Id",), "name": ("Company",), "created_on": ("Created Time",), "lead_source": ("Lead Source",), "stage": ("Lead Status",),
              "rep": ("Lead Owner",), "region": ("State",), "campaign": ("Campaign Source",)}  # fmt: skip
_SALESFORCE_DEAL = {"code": ("Id", "Opportunity ID"), "name": ("Name", "Opportunity Name"), "customer": ("AccountId", "Account ID", "Account Name"),
                    "stage": ("StageName", "Stage"), "amount": ("Amount", "Total Amount"), "expected_on": ("CloseDate", "Close Date"),
                    "closed_on": ("CloseDate", "Close Date"), "created_on": ("CreatedDate", "Created Date"), "rep": ("OwnerId", "Opportunity Owner", "Owner"),
                    "currency": ("CurrencyIsoCode", "Total Amount Currency", "Amount Currency")}  # fmt: skip

PRESETS: tuple[Preset, ...] = (
    Preset("Zoho CRM", "deals", ("Deal Name", "Closing Date", "Stage"),
           {"code": ("Record Id",), "name": ("Deal Name",), "customer": ("Account Name.id", "Account Name"), "rep": ("Deal Owner",), "stage": ("Stage",),
            "amount": ("Amount",), "expected_on": ("Closing Date",), "closed_on": ("Closing Date",), "created_on": ("Created Time",)}),
    Preset("Zoho CRM", "customers", ("Account Name", "Account Owner"),
           {"code": ("Record Id",), "name": ("Account Name",), "region": ("Billing State",), "country": ("Billing Country",), "industry": ("Industry",),
            "employees": ("Employees",), "joined_on": ("Created Time",)}),
    Preset("Zoho CRM", "leads", ("Lead Status", "Lead Owner"), _ZOHO_LEAD),
    Preset("Zoho CRM", "leads", ("Record Id", "Lead Status"), _ZOHO_LEAD),
    Preset("Zoho CRM", "notes", ("Note Id", "Note Content", "Parent Module"),
           {"code": ("Note Id",), "about": ("Parent Module",), "about_code": ("Parent ID",), "written_on": ("Created Time",), "author": ("Created By",),
            "comment": ("Note Content",)}),
    Preset("HubSpot", "deals", ("Deal Name", "Deal Stage", "Close Date"),
           {"code": ("Record ID",), "name": ("Deal Name",), "customer": ("Associated Company",), "product": ("Associated Product",), "stage": ("Deal Stage",),
            "amount": ("Amount",), "created_on": ("Create Date",), "expected_on": ("Close Date",), "closed_on": ("Close Date",), "rep": ("Deal owner",)}),
    Preset("HubSpot", "customers", ("Record ID", "Company name", "Company owner"),
           {"code": ("Record ID",), "name": ("Company name",), "country": ("Country/Region",), "industry": ("Industry",), "joined_on": ("Create Date",)}),
    Preset("HubSpot", "leads", ("Record ID", "Lifecycle Stage"),
           {"code": ("Record ID",), "name": ("Company Name", "Last Name"), "created_on": ("Create Date",), "lead_source": ("Original Source",),
            "stage": ("Lifecycle Stage",), "rep": ("Contact owner",)}),
    Preset("Salesforce", "deals", ("Id", "StageName", "CloseDate"), _SALESFORCE_DEAL),
    Preset("Salesforce", "deals", ("Opportunity Name", "Stage", "Close Date"), _SALESFORCE_DEAL),
    Preset("Salesforce", "customers", ("Id", "Name", "BillingCountry"),
           {"code": ("Id",), "name": ("Name",), "country": ("BillingCountry",), "region": ("BillingState",), "industry": ("Industry",),
            "employees": ("NumberOfEmployees",), "joined_on": ("CreatedDate",)}),
    Preset("Salesforce", "leads", ("Id", "LeadSource", "Company", "Status"),
           {"code": ("Id",), "name": ("Company",), "lead_source": ("LeadSource",), "stage": ("Status",), "created_on": ("CreatedDate",), "rep": ("OwnerId",),
            "converted_on": ("ConvertedDate",), "region": ("State",)}),
    Preset("纷享销客", "deals", ("商机名称", "销售阶段", "商机状态"),
           {"code": ("商机编号", "商机名称"), "name": ("商机名称",), "customer": ("客户名称",), "stage": ("销售阶段",), "outcome": ("商机状态",), "amount": ("商机金额",),
            "expected_on": ("预计结单日期",), "competitor": ("已知竞品",), "rep": ("负责人",), "created_on": ("创建时间",)}),
    Preset("纷享销客", "deals", ("机会名称", "机会编号", "机会阶段"),
           {"code": ("机会编号",), "name": ("机会名称",), "customer": ("客户名称",), "stage": ("机会阶段",), "amount": ("实际金额", "预计金额"), "currency": ("币种",),
            "expected_on": ("预计成交时间",), "closed_on": ("实际成交时间",), "created_on": ("创建时间",), "rep": ("负责人",)}),
    Preset("纷享销客", "customers", ("客户名称", "成交状态", "客户级别"),
           {"code": ("客户编号", "客户名称"), "name": ("客户名称",), "segment": ("客户级别",), "industry": ("行业",), "size": ("公司规模",), "joined_on": ("创建时间",),
            "acquisition_source": ("客户来源",)}),
    Preset("纷享销客", "orders", ("订单编号", "订单金额", "已回款金额"),
           {"order_no": ("订单编号",), "customer": ("客户名称",), "customer_name": ("客户名称",), "ordered_on": ("下单日期", "创建时间"), "amount": ("订单金额",),
            "discount": ("折扣金额",), "due_on": ("预计交付时间",), "shipped_on": ("实际交付时间",), "currency": ("币种",), "rep": ("负责人",)}),
)  # fmt: skip


def preset_of(headers: Iterable[str], kind: str | None = None) -> Preset | None:
    """The known export whose headers these are; of several the one with the longest signature."""
    present = tuple(headers)
    fitting = [preset for preset in PRESETS if kind in (None, preset.kind) and preset.fits(present)]
    return max(fitting, key=lambda preset: len(preset.signature), default=None)
