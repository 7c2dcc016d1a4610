"""Folders of derived indexes: built aside, published at once, checked when opened.

Each publication is a folder of its own under `home/index`; `current.json` names the one that counts, with the store's
generation, a fingerprint of what built it, and a checksum for each file. A new folder starts from hard links to the
files of the last one, which never change, and is swapped in by replacing `current.json`. A crash leaves either the old
state or the new one; whatever else lies there is swept away by the next writer.
"""

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from kb.failpoints import Failpoint, reach
from kb.store.reading import Generation

INDEX_FOLDER = "index"
MANIFEST_NAME = "current.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `current.json` says. `files` maps each file of the folder to the SHA-256 of its bytes.

    The index was built at the store's generation `base` for the generation `number` with the mark `mark`. `encoder` is
    the name of the encoder of its vectors.
    """

    folder: str
    number: int
    mark: str
    base_number: int
    base_mark: str
    fingerprint: str
    encoder: str
    files: dict[str, str]

    @property
    def generation(self) -> Generation:
        """The store's generation that this index is for."""
        return Generation(self.number, self.mark)

    @property
    def base(self) -> Generation:
        """The store's generation that this index was built at."""
        return Generation(self.base_number, self.base_mark)


class Generations:
    """The index folders of one home."""

    def __init__(self, home: Path) -> None:
        self.root = home / INDEX_FOLDER

    def current(self) -> Manifest | None:
        """The published manifest; None if there is none or it can't be read."""
        try:
            manifest = Manifest(**json.loads((self.root / MANIFEST_NAME).read_text(encoding="utf-8")))
            return manifest if _is_well_formed(manifest) else None
        except (OSError, ValueError, TypeError):
            return None

    def folder_of(self, manifest: Manifest) -> Path:
        """Where the files of a manifest lie."""
        return self.root / manifest.folder

    def problems(self, manifest: Manifest) -> list[str]:
        """What differs between the manifest and the files, in words; empty when all is as published."""
        folder = self.folder_of(manifest)
        found = []
        for name, checksum in manifest.files.items():
            try:
                actual = _checksum(folder / name)
            except OSError:
                found.append(f"索引文件 {name} 不见了")
                continue
            if actual != checksum:
                found.append(f"索引文件 {name} 与发布时不同")
        return found

    def stage(self, base: Manifest | None) -> Path:
        """A new folder that holds links to the files of `base`, or nothing.

        What no manifest names is swept away first.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        published = self.current()
        keep = {MANIFEST_NAME, published.folder if published else ""}
        for leftover in self.root.iterdir():
            if leftover.name not in keep:
                shutil.rmtree(leftover, ignore_errors=True) if leftover.is_dir() else leftover.unlink(missing_ok=True)
        number = int(published.folder) + 1 if published else 1
        folder = self.root / f"{number:06d}"
        folder.mkdir()
        for name in base.files if base else ():
            _link(self.folder_of(base) / name, folder / name)  # type: ignore[arg-type]
        reach(Failpoint.INDEX_STAGED)
        return folder

    def publish(
        self, folder: Path, generation: Generation, base: Generation, fingerprint: str, encoder: str
    ) -> Manifest:
        """Makes the finished `folder` the one that counts, and sweeps the last one away."""
        reach(Failpoint.INDEX_WRITTEN)
        before = self.current()
        files = {name: _checksum(folder / name) for name in sorted(_data_files(folder))}
        manifest = Manifest(
            folder.name, generation.number, generation.mark, base.number, base.mark, fingerprint, encoder, files
        )
        draft = self.root / f"{MANIFEST_NAME}.new"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(manifest), file)
            file.flush()
            os.fsync(file.fileno())
        reach(Failpoint.INDEX_BEFORE_SWAP)
        draft.replace(self.root / MANIFEST_NAME)
        reach(Failpoint.INDEX_AFTER_SWAP)
        if before is not None and before.folder != manifest.folder:
            # Readers that still have these files open keep them until they let go.
            shutil.rmtree(self.folder_of(before), ignore_errors=True)
        return manifest

    def discard(self, folder: Path) -> None:
        """Gives up a staged folder."""
        shutil.rmtree(folder, ignore_errors=True)


def _is_well_formed(manifest: Manifest) -> bool:
    texts = (manifest.folder, manifest.mark, manifest.base_mark, manifest.fingerprint, manifest.encoder)
    return (
        all(isinstance(text, str) for text in texts)
        and manifest.folder.isdecimal()
        and isinstance(manifest.number, int)
        and isinstance(manifest.base_number, int)
        and isinstance(manifest.files, dict)
        and all(isinstance(name, str) and isinstance(checksum, str) for name, checksum in manifest.files.items())
    )


def _data_files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.is_file() and not path.name.endswith(".lock")]


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)
