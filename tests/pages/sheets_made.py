"""Spreadsheets for tests, written here part by part: XLSX and ODS are zips of XML."""

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Cell = str | float | None
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def packed(members: dict[str, str]) -> bytes:
    """A zip that is the same whenever it is made."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as opened:
        for name, text in members.items():
            opened.writestr(ZipInfo(name), text.encode(), ZIP_DEFLATED)
    return made.getvalue()


def xlsx(*sheets: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of sheets, each of rows of cells."""
    return xlsx_of(*("".join(_row(n, row) for n, row in enumerate(sheet, 1)) for sheet in sheets))


def xlsx_of(*sheets: str, formats: Sequence[str] = ()) -> bytes:
    """A workbook of sheets whose rows are given as XML; a cell with `s="1"` has the first of the
    formats of numbers."""
    numbers = range(1, len(sheets) + 1)
    named = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    return packed(
        {
            "[Content_Types].xml": f"{HEAD}<Types/>",
            "_rels/.rels": f'{HEAD}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
            f'Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}">'
            f"<sheets>{named}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{RELATIONS}">{related}'
            f'<Relationship Id="rId0" Type="{DOCUMENT}/styles" Target="styles.xml"/>'
            "</Relationships>",
            "xl/styles.xml": _styles(formats),
            **{
                f"xl/worksheets/sheet{n}.xml": sheet
                if sheet.startswith("<?xml")
                else f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
                for n, sheet in enumerate(sheets, 1)
            },
        }
    )


def _styles(formats: Sequence[str]) -> str:
    numbered = list(enumerate(map(escape, formats), start=164))
    made = "".join(f'<numFmt numFmtId="{n}" formatCode="{one}"/>' for n, one in numbered)
    used = "".join(f'<xf numFmtId="{n}"/>' for n, _ in numbered)
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{made}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{used}</cellXfs></styleSheet>'
    )


def _row(number: int, row: Sequence[Cell]) -> str:
    cells = (_cell(f"{chr(65 + at)}{number}", cell) for at, cell in enumerate(row))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, cell: Cell) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return f'<c r="{place}"><v>{cell}</v></c>'
    words = f'<t xml:space="preserve">{escape(cell)}</t>'
    return f'<c r="{place}" t="inlineStr"><is>{words}</is></c>'


def ods(sheet: Sequence[Sequence[Cell]]) -> bytes:
    """The same as an OpenDocument spreadsheet."""
    return ods_of("".join(_ods_row(row) for row in sheet))


def ods_of(rows: str) -> bytes:
    """A spreadsheet whose rows are given as XML."""
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'{HEAD}<m:manifest xmlns:m="{OPEN}:manifest:1.0"/>',
            "content.xml": f'{HEAD}<office:document-content xmlns:office="{OPEN}:office:1.0" '
            f'xmlns:table="{OPEN}:table:1.0" xmlns:text="{OPEN}:text:1.0"><office:body>'
            f'<office:spreadsheet><table:table table:name="S">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def _ods_row(row: Sequence[Cell]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if not isinstance(cell, str):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
