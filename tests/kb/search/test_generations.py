from pathlib import Path

import pytest

from kb.search.generations import MANIFEST_NAME, Generations
from kb.store.reading import Generation


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path)


def at(number: int) -> Generation:
    return Generation(number, f"mark {number}")


def publish(generations: Generations, number: int, **files: str):
    folder = generations.stage(generations.current())
    for name, text in files.items():
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_text(text)
    return generations.publish(folder, at(number), at(number - 1), "rules", "default")


def test_what_was_published_is_current_and_sound(generations: Generations) -> None:
    assert generations.current() is None
    manifest = publish(generations, 3, a="one")
    assert generations.current() == manifest
    assert (manifest.generation, manifest.base, manifest.fingerprint) == (at(3), at(2), "rules")
    assert generations.problems(manifest) == []


def test_a_new_folder_starts_from_the_files_of_the_last_and_leaves_them_alone(generations: Generations) -> None:
    first = publish(generations, 1, a="one", b="same")
    with (generations.folder_of(first) / "a").open() as kept:
        second = publish(generations, 2, a="two")
        assert kept.read() == "one"  # whoever has the old file open keeps it
    assert (generations.folder_of(second) / "b").read_text() == "same"
    assert (generations.folder_of(second) / "a").read_text() == "two"
    assert not generations.folder_of(first).exists()


def test_a_staged_folder_counts_for_nothing_and_is_swept_away_later(generations: Generations) -> None:
    first = publish(generations, 1, a="one")
    (generations.stage(first) / "a").unlink()
    assert generations.current() == first
    assert generations.problems(first) == []
    publish(generations, 2, a="two")
    assert len([path for path in generations.root.iterdir() if path.is_dir()]) == 1


@pytest.mark.parametrize("damage", ["remove", "change", "cut"])
def test_damage_to_a_file_is_found(generations: Generations, damage: str) -> None:
    manifest = publish(generations, 1, a="one")
    path = generations.folder_of(manifest) / "a"
    if damage == "remove":
        path.unlink()
    else:
        path.write_text("onE" if damage == "change" else "o")
    assert "a" in generations.problems(manifest)[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"folder": "1"}',
        '{"folder":1,"number":1,"mark":"","base_number":0,"base_mark":"","fingerprint":"","encoder":"","files":{}}',
        '{"folder":"abc","number":1,"mark":"","base_number":0,"base_mark":"","fingerprint":"","encoder":"","files":{}}',
        '{"folder":"1","number":"1","mark":"","base_number":0,"base_mark":"","fingerprint":"","encoder":"","files":{}}',
        '{"folder":"1","number":1,"mark":"","base_number":0,"base_mark":"","fingerprint":"","encoder":"","files":[]}',
    ],
)
def test_a_damaged_manifest_is_as_good_as_none(generations: Generations, text: str) -> None:
    publish(generations, 1, a="one")
    (generations.root / MANIFEST_NAME).write_text(text)
    assert generations.current() is None
    assert publish(generations, 2, a="two") == generations.current()
