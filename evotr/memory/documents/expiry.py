"""Letting go of documents whose time is over."""

from datetime import UTC, datetime

from evotr.journal.document_face import Documents

__all__ = ["drop_expired"]


def drop_expired(documents: Documents, now: datetime | None = None) -> tuple[str, ...]:
    """Take the chunks whose time is over out of memory; the documents' paths.

    The documents stay without text, so that a file that still lies in its folder
    does not come back with the next run.
    """
    emptied = []
    for document_id in documents.expired(now or datetime.now(UTC)).result():
        document = documents.get(document_id).result()
        documents.finish(document_id, document.sha256, ()).result()
        emptied.append(document.path)
    return tuple(emptied)
