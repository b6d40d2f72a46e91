"""What of the menus can be done now."""

from ui.presenters import Desk
from ui.presenters.conversations import Row
from ui.widgets.page import ConversationPage

__all__ = ["enabled_in"]


def enabled_in(desk: Desk, page: ConversationPage, row: Row | None) -> dict[str, bool]:
    """Which actions that come and go there are, by their keys.

    Args:
        desk: What can be asked for.
        page: Which page is in front.
        row: The conversation that is chosen in the list, None for none.
    """
    chat, chosen = page.chat, row is not None
    answer, private = chat.last_answer, chat.private
    ended = answer is not None
    worded = answer is not None and answer.worded
    judged = answer is not None and (worded or answer.thumb is not None)
    trash = desk.conversations.shown.trash
    versions = chat.last_versions is not None and not chat.busy
    enabled = {
        "end_private": desk.aside.chat is not None,
        "stop": chat.busy or page.editing,
        "edit_last": chat.last_question is not None and not chat.busy,
        **dict.fromkeys(("find", "newest"), bool(chat.entries)),
        "who": ended,
        "copy_answer": worded,
        "regenerate": answer is not None and not answer.hopeless,
        "go_on": chat.resumable,
        **dict.fromkeys(("earlier", "later"), versions),
        # In a private one they say why nothing comes of it.
        "branch": ended,
        **dict.fromkeys(("good", "bad", "correct"), judged or (private and ended)),
        **dict.fromkeys(("rename", "delete", "on_top", "folder"), chosen),
        **dict.fromkeys(("private", "system_prompt"), chat.open),
        **dict.fromkeys(("add_documents", "add_folder"), chat.open and not private),
        "export": chat.open and not private and chat.conversation_id is not None,
        "stop_adding": desk.documents.busy,
        "restore": chosen and trash,
        "destroy": chosen and trash and desk.trash.open,
        "empty_trash": trash and desk.trash.open and bool(desk.conversations.rows),
    }
    if trash:
        enabled |= dict.fromkeys(("rename", "delete", "on_top", "folder"), False)
    return enabled
