"""The page: nothing runs, nothing leaks, nothing breaks where data is missing, and its numbers are the scan's."""

import base64
import dataclasses
import hashlib
import math
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from boundaries.catalogue import Catalogue
from boundaries.detection.report import ScanTables, read_scan, render, write_report
from boundaries.detection.report.render import reviewable
from boundaries.detection.report.words import MINUS
from boundaries.errors import BoundariesError
from tests.journeys.worked_example import DETECTORS, MEMBERS, PEOPLE, Example

HOSTILE = "<script>alert('x')</script>\"'&{{ 7 * 7 }}"


class Reader(HTMLParser):
    """Collects tags, attributes and text as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(page: str) -> Reader:
    """The page as parsed."""
    reader = Reader()
    reader.feed(page)
    return reader


def changed(scan: ScanTables, table: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> ScanTables:
    """The scan with every row of one table changed."""
    before = getattr(scan, table)
    rows = [change(row) for row in before.to_pylist()]
    return dataclasses.replace(scan, **{table: pa.Table.from_pylist(rows, schema=before.schema)})


@pytest.fixture(scope="module")
def page(example: Example, catalogue: Catalogue) -> str:
    return render(example.scan, example.records, catalogue, DETECTORS)


def test_the_masked_page_holds_no_id_of_a_member_or_a_person(page: str) -> None:
    assert [known for known in (*MEMBERS, *PEOPLE) if known in page] == []


def test_the_reason_of_an_earlier_verdict_is_kept_back_while_ids_are_masked(page: str) -> None:
    assert "explained" in page
    assert "A neighbour of" not in page


def test_the_unmasked_page_shows_ids_and_says_for_what(example: Example, catalogue: Catalogue) -> None:
    shown = render(example.scan, example.records, catalogue, DETECTORS, unmask=True, purpose="review of lead 12")
    assert all(known in shown for known in (*MEMBERS, *PEOPLE))
    assert "review of lead 12" in shown
    assert "A neighbour of P-41007" in shown


def test_unmasking_without_a_purpose_is_an_error(example: Example, catalogue: Catalogue) -> None:
    with pytest.raises(BoundariesError, match="stated purpose"):
        render(example.scan, None, catalogue, DETECTORS, unmask=True)


def test_whatever_stands_in_the_scan_is_shown_as_text(example: Example, catalogue: Catalogue) -> None:
    def hostile(row: dict[str, Any]) -> dict[str, Any]:
        names = {"summary", "reason", "table", "sign", "detector", "urgency", "band", "state"}
        lists = {"record_ids", "signs", "vulnerabilities"}
        return {key: HOSTILE if key in names else [HOSTILE] if key in lists else value for key, value in row.items()}

    scan = example.scan
    for table in ("findings", "evidence", "coverage"):
        scan = changed(scan, table, hostile)
    scan = changed(changed(scan, "findings", _hostile_ids), "evidence", _hostile_ids)
    shown = read(render(scan, None, catalogue, DETECTORS, unmask=True, purpose=HOSTILE))
    assert "script" not in {tag for tag, _ in shown.tags}
    assert all(not name.startswith("on") and name != "style" for _, attributes in shown.tags for name in attributes)
    assert HOSTILE in "".join(shown.words)


def _hostile_ids(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"member_id": HOSTILE, "person_id": HOSTILE + row["person_id"]}


def test_the_page_reaches_for_nothing_outside_itself(page: str) -> None:
    shown = read(page)
    links = [
        value for _, attributes in shown.tags for name, value in attributes.items() if name in ("href", "src", "action", "srcset")
    ]
    assert links
    assert all(link and link.startswith("#") for link in links)
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in shown.tags}
    assert "url(" not in page
    assert "@import" not in page


def test_the_policy_allows_this_style_and_nothing_else(page: str) -> None:
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page.replace("&#39;", "'").replace("&#43;", "+")


def test_every_link_on_the_page_leads_to_a_place_on_it(page: str) -> None:
    shown = read(page)
    places = [attributes["id"] for _, attributes in shown.tags if "id" in attributes]
    assert len(places) == len(set(places)), "an id stands twice"
    named = [value for _, attributes in shown.tags for name, value in attributes.items() if name == "aria-labelledby"]
    assert {place for value in named for place in (value or "").split()} <= set(places)
    assert {(attributes["href"] or "")[1:] for tag, attributes in shown.tags if tag == "a"} <= set(places)


def test_the_bits_of_the_evidence_add_up_to_the_pair(page: str, example: Example) -> None:
    assert example.scan.findings.num_rows
    for finding in example.scan.findings.to_pylist():
        start = page.index(f'id="pair-{finding["rank"]}"')
        steps = page[start : page.index("</tbody>", page.index('class="waterfall"', start))]
        shown = [float(bits.replace(MINUS, "-")) for bits in re.findall(r'class="num bits">([^<]+)<', steps)]
        assert math.isclose(sum(shown), finding["bits"], abs_tol=0.05 * len(shown))


def test_evidence_for_and_against_stand_apart(page: str) -> None:
    first = page[page.index('id="pair-1"') : page.index('id="pair-2"')]
    against = first[first.index("What takes bits away") :]
    assert "The member began 24 of 43 contacts" in against
    assert "20 of 24 contacts" in first
    assert "20 of 24 contacts" not in against


def test_signs_that_did_not_show_are_folded_and_still_counted(example: Example, catalogue: Catalogue) -> None:
    def slight(row: dict[str, Any]) -> dict[str, Any]:
        return row | {"bits": -0.125} if row["detector"] == "member_began" else row

    shown = render(changed(example.scan, "evidence", slight), None, catalogue, DETECTORS, top=1)
    assert "1 detector that weighs little: \N{MINUS SIGN}0.1 bits together" in shown
    assert "What takes bits away" not in shown
    assert "The member began 24 of 43 contacts" in shown


def test_the_list_says_where_the_budget_ends_and_what_was_not_checked(page: str) -> None:
    assert page.count('class="last-in-budget"') == 1
    assert "contacts.text holds no value" in page
    assert "1 detector could not look at all: " in page


@pytest.mark.parametrize(("budget", "members", "pairs"), [(20, 2_700, 54), (20, 30, 1), (20, None, 20), (None, 2_700, 0)])
def test_the_budget_grows_with_the_force(budget: int | None, members: int | None, pairs: int) -> None:
    assert reviewable({"budget": budget, "tables": {"members": {"rows": members}}}) == pairs


def test_without_findings_the_page_still_says_what_was_not_checked(example: Example, catalogue: Catalogue) -> None:
    empty = dataclasses.replace(
        example.scan, findings=example.scan.findings.slice(0, 0), evidence=example.scan.evidence.slice(0, 0)
    )
    shown = render(empty, example.records, catalogue, DETECTORS)
    assert "No pair stands out" in shown
    assert "contacts.text holds no value" in shown


def test_without_evidence_a_pair_is_called_unexplained(example: Example, catalogue: Catalogue) -> None:
    bare = dataclasses.replace(example.scan, evidence=example.scan.evidence.slice(0, 0))
    assert "cannot be explained here" in render(bare, example.records, catalogue, DETECTORS)


def test_without_records_there_is_no_timeline_and_the_page_says_so(example: Example, catalogue: Catalogue) -> None:
    shown = render(example.scan, None, catalogue, DETECTORS)
    assert "there is no timeline" in shown
    assert "<title id=" not in shown


def test_null_numbers_times_and_lists_are_told_as_not_known(example: Example, catalogue: Catalogue) -> None:
    gone = {"observed", "expected", "first_at", "last_at", "new_at", "record_ids", "summary", "vulnerabilities", "signs", "table"}
    scan = example.scan
    for table in ("findings", "evidence"):
        scan = changed(scan, table, lambda row: {key: None if key in gone else value for key, value in row.items()})
    assert "not known" in render(scan, example.records, catalogue, DETECTORS)


def test_unknown_signs_and_detectors_are_told_as_they_stand(example: Example, catalogue: Catalogue) -> None:
    scan = changed(example.scan, "evidence", lambda row: row | {"sign": "a_new_sign", "detector": "a_new_detector"})
    shown = render(scan, None, catalogue, {})
    assert "A new sign" in shown
    assert "A new detector" in shown


def test_only_the_top_is_shown_and_the_rest_is_counted(example: Example, catalogue: Catalogue) -> None:
    shown = render(example.scan, example.records, catalogue, DETECTORS, top=2)
    assert 'id="pair-2"' in shown
    assert 'id="pair-3"' not in shown
    assert "the best 2 of 4" in shown


def test_the_same_scan_gives_the_same_page(example: Example, catalogue: Catalogue, page: str, scan_folder: Path) -> None:
    assert render(scan_folder, example.records, catalogue, DETECTORS) == page
    assert render(read_scan(scan_folder), example.records, catalogue, DETECTORS) == page


def test_the_report_is_written_beside_its_scan_and_the_purpose_into_it(
    example: Example, catalogue: Catalogue, page: str, scan_folder: Path
) -> None:
    path = write_report(scan_folder, example.records, catalogue, DETECTORS)
    assert path.read_text(encoding="utf-8") == page
    write_report(scan_folder, example.records, catalogue, DETECTORS, unmask=True, purpose="review of lead 12")
    assert MEMBERS[0] in path.read_text(encoding="utf-8")
    assert read_scan(scan_folder).facts["unmasked"] == "review of lead 12"
    with pytest.raises(BoundariesError, match="stated purpose"):
        write_report(scan_folder, None, catalogue, DETECTORS, unmask=True)


def test_no_whole_hash_is_printed(page: str, example: Example) -> None:
    """Whoever holds the page must not be able to make the key of the labels."""
    hashes = [example.scan.facts["catalogue_hash"], *(table["hash"] for table in example.scan.facts["tables"].values())]
    assert not any(known in page for known in hashes)


def test_fifty_full_pairs_stay_under_three_megabytes(example: Example, catalogue: Catalogue) -> None:
    many = 50
    first, own = (
        example.scan.findings.to_pylist()[0],
        [row for row in example.scan.evidence.to_pylist() if row["member_id"] == MEMBERS[0]],
    )
    ids = [f"C-2025-{n:08d}" for n in range(200)]
    findings = [first | {"rank": n + 1, "member_id": f"M{n}"} for n in range(many)]
    evidence = [row | {"member_id": f"M{n}", "record_ids": ids, "records": 200} for n in range(many) for row in own]
    scan = dataclasses.replace(
        example.scan,
        findings=pa.Table.from_pylist(findings, schema=example.scan.findings.schema),
        evidence=pa.Table.from_pylist(evidence, schema=example.scan.evidence.schema),
    )
    assert len(render(scan, None, catalogue, DETECTORS).encode()) < 3_000_000


def test_the_words_never_claim_guilt(page: str) -> None:
    text = " ".join(read(page).words).lower()
    assert not [word for word in ("guilt", "predator", "suspicious", "culprit", "probability") if word in text]
    assert "a finding is not an accusation" in text
