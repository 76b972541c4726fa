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
    "file given out": Because("took a copy of a stored document of yours"),
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
    "person registered": Because("began your file"),
    "registration confirmed": Because("confirmed what you had entered on a phone, against your passport"),
    "likely duplicate noted": Because("noted that another file may be yours as well"),
    "file shown beside a list": Because("looked at your file beside a list that an office handed in"),
    "files merged": Because("made two files of yours one"),
    "file merged into another": Because("put this file together with another one of yours"),
    "merge undone": Because("parted two files again that had been made one"),
    "file corrected": Because("corrected your file; what stood there before is kept"),
    "name form added": Because("added a form of your name"),
    "name form withdrawn": Because("took a form of your name out of use"),
    "passport added": Because("added a passport of yours"),
    "passport renewed": Because("noted that a passport of yours was renewed"),
    "contact added": Because("added a way to reach you"),
    "contact confirmed": Because("confirmed a way to reach you"),
    "contact withdrawn": Because("took a way to reach you out of use"),
    "consent given": Because("noted a consent of yours"),
    "consent withdrawn": Because("noted that you withdrew a consent"),
    "family link added": Because("noted a relative of yours"),
    "journey opened": Because("opened a journey of yours"),
    "departure moved": Because("moved the planned day of your departure"),
    "journey cancelled": Because("cancelled a journey of yours"),
    "requirement met": Because("noted that something you need for your journey is met"),
    "requirement no longer met": Because("noted that something you need for your journey no longer holds"),
    "requirement recorded": Because("recorded a document for your journey, to be confirmed by a second officer"),
    "requirement confirmed": Because("confirmed a document for your journey"),
    "requirement not confirmed": Because("did not confirm a document for your journey"),
    "waiver asked": Because("asked that something be waived for your journey"),
    "waiver granted": Because("waived something for your journey, as the second of two officers"),
    "waiver refused": Because("did not waive something for your journey"),
    "journey cleared": Because("issued the paper for your journey"),
    "journey lost its clearance": Because("ended the paper for your journey, since something is missing again"),
    "crossing noted": Because("noted that you crossed the border"),
    "ground of stay noted": Because("noted on what ground you stay abroad"),
    "family link ended": Because("noted that a family link of yours ended"),
    "document added": Because("put a photograph or scan into your file"),
    "document removed": Because("took a photograph or scan out of your file and erased it"),
    "correction wished": Because("asked for a correction of the file"),
    "correction declined": Because("answered your wish for a correction"),
    "codes printed": Because("printed ten codes for you to sign in with"),
    "signed in with a code": Because("signed in to your own pages"),
    "check before a trip asked": Because("asked whether you stand on a list, before your trip"),
    "check before a trip answered": Because("noted the answer to the check before your trip"),
    "paper sheet taken": Because("took a paper of yours along, to print or to carry"),
    "receipt handed out": Because("handed out the receipt of your check before the trip"),
    "application taken up": Because("began to work on your application"),
    "passport seen at the desk": Because("saw your passport at the documents desk"),
    "document received": Because("received a document of yours"),
    "document checked": Because("checked a document of yours"),
    "document returned": Because("gave a document back to you"),
    "question asked": Because("asked you something about your application"),
    "question answered": Because("took your answer about your application"),
    "application withdrawn": Because("noted that you withdrew your application"),
    "fingerprints noted": Because("noted that your fingerprints were taken; none is kept"),
    "entry ban checked at the desk": Because("checked at the desk whether you stand on a list"),
    "exemption asked": Because("asked that a document of yours be done without"),
    "exemption granted": Because("did without a document of yours"),
    "exemption declined": Because("did not do without a document of yours"),
    "application handed over": Because("gave your application to a colleague"),
    "decision written": Because("wrote a decision on your application"),
    "decision sent back": Because("sent a decision on your application back"),
    "decision made": Because("decided your application"),
    "place booked": Because("booked a place for you"),
    "booking moved": Because("moved your appointment to another hour"),
    "booking cancelled": Because("gave your place at an office back"),
    "came to the appointment": Because("noted that you came to your appointment"),
    "seen at the appointment": Because("noted that you were seen at your appointment"),
    "did not come to the appointment": Because("noted that nobody came to your appointment"),
    "joined the waiting list": Because("put you on a waiting list"),
    "left the waiting list": Because("took you off a waiting list"),
    "place given from the waiting list": Because("gave you a place from the waiting list"),
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
