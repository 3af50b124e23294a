"""The contract follows from the declarations: the committed words, the YAML, and the examples in the words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from release_values import publish_staged, sample_shards

from cleaners.model import Category, RejectReason
from flows.release.contract import datacontract_yaml, dictionary
from flows.release.readme import consumers_readme, release_readme
from flows.tables import CONTRACT_VERSION, TABLES

README = Path(__file__).parents[2] / "curated" / "README.md"


def test_the_committed_contract_is_the_generated_one() -> None:
    assert README.read_text() == consumers_readme(), "run: python -m flows.release.readme > curated/README.md"


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_column_is_explained(table) -> None:  # type: ignore[no-untyped-def]
    assert dictionary(table) in consumers_readme()
    for column in table.columns:
        assert f"| `{column.name}` |" in dictionary(table)


def test_closed_sets_are_listed_in_full() -> None:
    words = consumers_readme()
    assert all(f"`{value.value}`" in words for value in (*RejectReason, *Category))


def test_the_yaml_has_every_column_in_the_standards_shape() -> None:
    contract = yaml.safe_load(datacontract_yaml())
    assert (contract["apiVersion"], contract["kind"], contract["version"]) == (
        "v3.1.0",
        "DataContract",
        CONTRACT_VERSION,
    )
    assert [item["name"] for item in contract["schema"]] == list(TABLES)
    for item, table in zip(contract["schema"], TABLES.values(), strict=True):
        assert [p["name"] for p in item["properties"]] == [column.name for column in table.columns]
        for described, column in zip(item["properties"], table.columns, strict=True):
            assert described["required"] != column.nullable
            assert described["logicalType"] in {
                "string",
                "integer",
                "number",
                "boolean",
                "timestamp",
                "array",
                "object",
            }


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("article_id", {"logicalType": "string", "unique": True, "primaryKey": True, "primaryKeyPosition": 1}),
        ("published_at", {"logicalType": "timestamp", "physicalType": "timestamp[us, tz=UTC]", "required": False}),
        ("source_offset", {"logicalType": "integer", "physicalType": "int64"}),
        ("language_score", {"logicalType": "number", "physicalType": "float"}),
        ("authors", {"logicalType": "array"}),
    ],
)
def test_properties_of_the_yaml(column: str, expected: dict[str, object]) -> None:
    articles = yaml.safe_load(datacontract_yaml())["schema"][0]["properties"]
    (found,) = (item for item in articles if item["name"] == column)
    assert expected.items() <= found.items()


def test_nested_types_are_spelled_out() -> None:
    articles = {p["name"]: p for p in yaml.safe_load(datacontract_yaml())["schema"][0]["properties"]}
    assert articles["authors"]["items"] == {"name": "element", "logicalType": "string", "physicalType": "string"}
    assert [p["name"] for p in articles["removed_chars"]["properties"]] == [category.value for category in Category]


def test_a_release_has_its_card_and_contract(tmp_path: Path) -> None:
    info = publish_staged(tmp_path, *sample_shards(tmp_path))
    card = (Path(info.path) / "README.md").read_text()
    assert card == release_readme(info.manifest)
    assert "9 records read = 7 articles + 1 rejects + 1 skipped" in card
    head = yaml.safe_load(card.split("---\n")[1])
    assert head["configs"] == [{"config_name": name, "data_files": f"{name}/*.parquet"} for name in TABLES]
    assert (Path(info.path) / "datacontract.yaml").read_text() == datacontract_yaml()
