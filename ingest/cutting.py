"""One file to a parsed document: its bytes, its format, its structure; refused if it must not be kept.

Runs in a worker process, since anybody may have made the file.
"""

import hashlib
from dataclasses import replace
from pathlib import PurePath

from ingest.jobs import Job, bytes_of
from ingest.readers import read_source
from ingest.structure.parse import parse_document
from kb.errors import FileClassified, FileInternal
from kb.records import ParsedDocument, Secrecy


def cut_file(job: Job) -> ParsedDocument:
    """The document in a file. Raises BadFile."""
    data = bytes_of(job)
    parsed = parse_document(
        read_source(data, job.name),
        job.document_id,
        job.origin,
        hashlib.sha256(data).hexdigest(),
        PurePath(job.name).stem,
        job.known,
    )
    if parsed.secrecy is Secrecy.CLASSIFIED:
        raise FileClassified(
            f"{job.name}：文件标有密级，没有存入任何内容。", "涉密文件请按保密规定处理，不要放在这里。"
        )
    if parsed.secrecy is Secrecy.INTERNAL and not job.allow_internal:
        raise FileInternal(
            f"{job.name}：文件标明是内部资料或不公开，没有收入。",
            "确认可以在本库使用时，设 KB_ALLOW_INTERNAL=1 后再入库。",
        )
    return replace(parsed, known_as=job.known_as)
