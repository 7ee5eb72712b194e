"""Whether a PDF is PDF/UA-1 as far as a program can tell: every check of `outloud`, an independent checker; it is not veraPDF."""

from pathlib import Path

from outloud import check

FEWEST_RULES = 25


def faults(content: bytes, folder: Path) -> list[str]:
    """Every error and warning, and every checkpoint of the Matterhorn Protocol that fails; an empty list where nothing was found."""
    path = folder / "checked.pdf"
    path.write_bytes(content)
    result = check(str(path))
    assert result.error is None, result.error
    outcomes = [rule["outcome"] for row in result.criteria["pdfua1"] for rule in row["rules"]]
    assert outcomes.count("pass") + outcomes.count("fail") >= FEWEST_RULES, "the checker did not run"
    failed = [f"checkpoint {row['id']} {row['name']}" for row in result.criteria["pdfua1"] if row["status"] == "fail"]
    return [f"{one.rule}: {one.message}" for one in result.findings] + failed
