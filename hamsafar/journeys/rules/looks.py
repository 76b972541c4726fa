"""What a line of the ledger says, in words that the person concerned understands. Plain Python.

A verb stands in the ledger in the desk's short words and never changes; here stands its sentence. A test holds the
table against every verb that any app records with a person.
"""

from __future__ import annotations

from collections.abc import Mapping

from hamsafar.kit.because import Because

SENTENCES: Mapping[str, Because] = {
    "file opened help": Because("opened your file to help you"),
    "file opened compare": Because("opened your file to compare it with another"),
    "file opened case": Because("opened your file to work on a case"),
    "file opened paper": Because("opened your file to issue a paper"),
    "file opened rights": Because("opened your file to answer you about it"),
    "file opened": Because("opened a stored document of yours"),
    "picture shown": Because("looked at a picture of yours"),
    "file stored": Because("stored a document in your file"),
    "file erased": Because("erased something of yours: nothing of it is left"),
    "last day of a file set": Because("set how long a document of yours is kept"),
    "file closed": Because("closed your file: the time until its erasure runs"),
    "file opened again": Because("opened your closed file again"),
    "export made": Because("took out all that is held on you, to hand it to you"),
    "looks shown": Because("looked up who opened your file, to show it to you"),
    "erasure proposed: retention": Because("proposed to erase your file, because its time is over"),
    "erasure proposed: request": Because("proposed to erase your file, as you asked"),
    "erasure withdrawn": Because("took back the proposal to erase your file"),
    "file linked": Because("noted that a border incident concerns you"),
    "file unlinked": Because("noted that a border incident does not concern you"),
    "notice given up": Because("could not send you a notice"),
    "notice sent again by hand": Because("sent you a notice once more"),
    "notice read": Because("read a notice"),
}
BEGINNINGS: tuple[tuple[str, Because], ...] = (
    ("notice written for ", Because("wrote you a notice")),
    ("notice sent by ", Because("sent you a notice")),
)


def in_words(verb: str) -> Because:
    """The sentence of a verb; one that is not known is quoted as it stands."""
    if verb in SENTENCES:
        return SENTENCES[verb]
    for beginning, sentence in BEGINNINGS:
        if verb.startswith(beginning):
            return sentence
    return Because("did something with your file, noted as “%(verb)s”", verb=verb)
