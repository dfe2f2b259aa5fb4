"""Where a source's files lie, and whether they are the same as last time."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from patron.errors import SourceError
from patron.sources.base import Source

# Part of every fingerprint. Raised when reading changes, so that every file is read again.
READING = 3


def locate(source: Source, file: str, raw: Path) -> list[Path]:
    """Return the files that `file` names, in order.

    Parameters
    ----------
    source
        The source, which may keep its files in a Python package.
    file
        File name or pattern, of the source itself or of a lookup.
    raw
        Folder of raw files.

    Raises
    ------
    SourceError
        If the package is not installed, or no such file exists.
    """
    folder = raw if source.package is None else _package_folder(source)
    if (folder / file).is_file():
        return [folder / file]
    found = sorted(path for path in folder.glob(file.lstrip("/")) if path.is_file())
    if not found:
        raise SourceError(f"{source.name}: there is no file {(folder / file).absolute()}.")
    return found


def fingerprint(source: Source, raw: Path) -> str:
    """Return a hash of the source's mapping and of the content of all its files.

    Raises
    ------
    SourceError
        If a file is missing or cannot be opened.
    """
    digest = hashlib.sha256(f"{READING} {type(source).__name__} ".encode())
    digest.update(source.model_dump_json().encode())
    if source.reader_of_text is not None:
        reader = source.reader_of_text
        digest.update(f" {type(reader).__name__} {reader.version}".encode())
    for file in (source.file, *(lookup.file for lookup in source.lookup)):
        for path in locate(source, file, raw):
            digest.update(f"\n{path.name} ".encode() + _hash_of(path))
    return digest.hexdigest()


def _hash_of(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").digest()
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}.") from error


def _package_folder(source: Source) -> Path:
    # Finding does not import, so that nothing of the package runs.
    spec = find_spec(str(source.package))
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    if not places:
        raise SourceError(
            f"{source.name}: the Python package {source.package} is not installed. Install it "
            f"(those of the demo: pip install 'patron[demo]'), or correct `package`."
        )
    return Path(places[0])
