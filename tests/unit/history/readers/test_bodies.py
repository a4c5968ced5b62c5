"""What a row is besides words: media, calls, deleted and edited messages, notices, names, groups."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ebbtide.history.readers import read_source
from ebbtide.history.readers.contract import FLAG_CUT, FLAG_GROUP, FLAG_VIDEO_CALL, SCHEMA, WHATSAPP_CAPS, ReadResult
from ebbtide.history.readers.whatsapp.contents.notices import fold, phrases
from ebbtide.history.readers.whatsapp.rows import MOST_TEXT_BYTES
from tests.support.whatsapp_dialects import LRM, NNBSP, android, ios


def read(folder: Path, text: str, name: str = "chat.txt") -> ReadResult:
    path = folder / name
    path.write_bytes(text.encode())
    found = read_source(path)
    report = found.report
    assert report.lines == report.events + report.continuations + report.system + report.ignored + report.unread
    return found


def only(folder: Path, text: str) -> dict[str, Any]:
    """The second row of a chat that begins with a plain message."""
    return read(folder, text).events.row(1, named=True)


MEDIA = {
    "<Media omitted>": "other",
    "<Medien ausgeschlossen>": "other",
    "<Multimedia omitido>": "other",
    "<Mídia oculta>": "other",
    "<Médias omis>": "other",
    "<Media omessi>": "other",
    "<Media weggelaten>": "other",
    "<media omitted>": "other",
    "<Без медиафайлов>": "other",
    "IMG-20200131-WA0001.jpg (file attached)": "photo",
    "PTT-20200131-WA0001.opus (Datei angehängt)": "voice",
    "VID-20200131-WA0001.mp4 (archivo adjunto)": "video",
    "STK-20200131-WA0001.webp (fichier joint)": "sticker",
    "Sam.vcf (file attached)": "contact",
    "report.pdf (file allegato)": "file",
    "AUD-20200131-WA0002.mp3 (x y)": "audio",
    "location: https://maps.google.com/?q=48.1,11.5": "location",
    "live location shared": "location",
    f"{LRM}image omitted": "photo",
    f"{LRM}Bild weggelassen": "photo",
    f"{LRM}imagen omitida": "photo",
    f"{LRM}imagem ocultada": "photo",
    f"{LRM}image absente": "photo",
    f"{LRM}immagine omessa": "photo",
    f"{LRM}afbeelding weggelaten": "photo",
    f"{LRM}video omitted": "video",
    f"{LRM}audio omitted": "voice",
    f"{LRM}Audio weggelassen": "voice",
    f"{LRM}sticker omitted": "sticker",
    f"{LRM}GIF omitted": "gif",
    f"{LRM}Contact card omitted": "contact",
    f"{LRM}document omitted": "file",
    f"{LRM}zut perdit": "other",
    f"{LRM}<attached: 00000012-PHOTO-2020-01-31-10-00-00.jpg>": "photo",
    f"{LRM}<Anhang: 00000013-AUDIO-2020-01-31-10-00-00.opus>": "voice",
    f"{LRM}<adjunto: 00000014-VIDEO-2020-01-31-10-00-00.mp4>": "video",
    f"{LRM}<pièce jointe : 00000015-GIF-2020-01-31-10-00-00.mp4>": "gif",
    f"2020-01-31-PHOTO-00000012.jpg <{LRM}attached>": "photo",
}


@pytest.mark.parametrize("body", MEDIA, ids=[fold(body)[:40] for body in MEDIA])
def test_media_has_no_text_and_a_kind(body: str, tmp_path: Path) -> None:
    make = ios if LRM in body else android
    row = only(tmp_path, make("Sam: hi", f"Ana: {body}"))
    assert (row["kind"], row["text"], row["text_state"], row["media"], row["media_count"], row["sender"]) == (
        "message",
        None,
        "media_only",
        MEDIA[body],
        1,
        "Ana",
    )
    assert (row["chars"], row["words"], row["emoji"]) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "caption", "media"),
    [
        (android("Sam: hi", "Ana: IMG-20200131-WA0001.jpg (file attached)\nlook at this"), "look at this", "photo"),
        (
            ios("Sam: hi", f"Ana: look at this {LRM}<attached: 00000012-PHOTO-2020-01-31-10-00-00.jpg>"),
            "look at this",
            "photo",
        ),
        (ios("Sam: hi", f"Ana: report.pdf • {LRM}3 pages {LRM}document omitted"), "report.pdf • 3 pages", "file"),
        (ios("Sam: hi", f"Ana: so nice\n{LRM}image omitted"), "so nice", "photo"),
    ],
)
def test_a_caption_is_kept_beside_the_media(text: str, caption: str, media: str, tmp_path: Path) -> None:
    row = only(tmp_path, text)
    assert (row["text"], row["text_state"], row["media"]) == (caption, "present", media)


@pytest.mark.parametrize(
    "body",
    [
        "This message was deleted",
        "You deleted this message",
        "Diese Nachricht wurde gelöscht.",
        "Se eliminó este mensaje.",
        "Mensagem apagada",
        "Ce message a été supprimé",
        "Questo messaggio è stato eliminato",
        "Dit bericht is verwijderd",
        f"{LRM}You deleted this message.",
    ],
)
def test_deleted_messages_stay_rows_without_text(body: str, tmp_path: Path) -> None:
    row = only(tmp_path, android("Sam: hi", f"Ana: {body}"))
    assert (row["kind"], row["text"], row["text_state"]) == ("message", None, "deleted")


@pytest.mark.parametrize(
    "mark",
    [
        "<This message was edited>",
        f"{LRM}<This message was edited>",
        "<Diese Nachricht wurde bearbeitet.>",
        "<Se editó este mensaje.>",
        "<Mensagem editada>",
        "<Ce message a été modifié>",
        "<Questo messaggio è stato modificato>",
        "<Dit bericht is bewerkt>",
        f"{LRM}<mezu hau aldatu da>",
    ],
)
def test_edited_messages_lose_the_mark_and_keep_the_fact(mark: str, tmp_path: Path) -> None:
    row = only(tmp_path, android("Sam: hi", f"Ana: see you at 8 {mark}"))
    assert (row["text"], row["edited_at"], row["words"]) == ("see you at 8", row["at_local"], 4)


@pytest.mark.parametrize("line", ["Ana:", "Ana: ", "Ana:.", f"Ana: {LRM}", "Ana: <View once photo omitted>"])
def test_a_message_to_be_seen_once_is_a_contact_without_text(line: str, tmp_path: Path) -> None:
    row = only(tmp_path, android("Sam: hi", line, "Sam: wow"))
    assert (row["sender"], row["kind"], row["text"], row["text_state"]) == ("Ana", "message", None, "view_once")


@pytest.mark.parametrize("body", ["null", "Waiting for this message. This may take a while."])
def test_what_the_export_left_out_is_said(body: str, tmp_path: Path) -> None:
    row = only(tmp_path, android("Sam: hi", f"Ana: {body}"))
    assert (row["text"], row["text_state"], row["media"]) == (None, "not_exported", None)


CALLS: dict[str, tuple[str, int | None, bool]] = {
    "Missed voice call": ("missed", None, False),
    "Missed video call": ("missed", None, True),
    "Missed voice call at 10:35 PM": ("missed", None, False),
    "Verpasster Sprachanruf": ("missed", None, False),
    "Verpasster Videoanruf um 10:35": ("missed", None, True),
    "Llamada perdida": ("missed", None, False),
    "Videollamada perdida": ("missed", None, True),
    "Chamada de voz perdida": ("missed", None, False),
    "Appel vocal manqué": ("missed", None, False),
    "Chiamata vocale persa": ("missed", None, False),
    "Gemiste spraakoproep": ("missed", None, False),
    "Missed group voice call": ("missed", None, False),
    f"{LRM}Voice call, {LRM}21 min": ("answered", 21 * 60_000, False),
    f"{LRM}Video call, {LRM}1 hr 3 min": ("answered", 63 * 60_000, True),
    f"{LRM}Voice call. {LRM}45 sec": ("answered", 45_000, False),
    f"{LRM}Voice call, {LRM}No answer": ("no_answer", None, False),
    f"{LRM}Missed voice call, {LRM}Tap to call back": ("missed", None, False),
    f"{LRM}Sprachanruf, {LRM}5 Min.": ("answered", 300_000, False),
    f"{LRM}Videoanruf, {LRM}Keine Antwort": ("no_answer", None, True),
    f"{LRM}Videollamada, {LRM}2 h 5 min": ("answered", 125 * 60_000, True),
    f"{LRM}Appel vocal, {LRM}Pas de réponse": ("no_answer", None, False),
    f"{LRM}Voice call, {LRM}1:03:12": ("answered", 3_792_000, False),
}


@pytest.mark.parametrize("body", CALLS, ids=[fold(body) for body in CALLS])
def test_calls(body: str, tmp_path: Path) -> None:
    end, length, video = CALLS[body]
    row = only(tmp_path, ios("Sam: hi", f"Ana: {body}"))
    assert (row["kind"], row["sender"], row["text"], row["call_end"], row["duration_ms"]) == (
        "call",
        "Ana",
        None,
        end,
        length,
    )
    assert bool(row["flags"] & FLAG_VIDEO_CALL) is video


MORE_CALLS: dict[str, tuple[str, int | None]] = {
    f"{LRM}Voice call, {LRM}Answered on other device": ("answered", None),
    f"{LRM}Llamada de voz, {LRM}Respondida en otro dispositivo": ("answered", None),
    f"{LRM}Sprachanruf, {LRM}Auf anderem Gerät angenommen": ("answered", None),
    f"{LRM}Voice call, {LRM}Call failed": ("unknown", None),
    f"{LRM}Video call, {LRM}Line busy": ("declined", None),
    f"{LRM}Voice call, {LRM}3 invited": ("unknown", None),
    f"{LRM}Silenced voice call, {LRM}Focus mode": ("missed", None),
    f"{LRM}Аудиозвонок, {LRM}12 мин.": ("answered", 720_000),
    f"{LRM}音声通話、{LRM}1時間3分": ("answered", 3_780_000),
    f"{LRM}Sesli arama, {LRM}45 sn.": ("answered", 45_000),
    f"{LRM}Telepon suara, {LRM}2 mnt": ("answered", 120_000),
    "\u200fمكالمة صوتية، \u200fلا يوجد رد": ("no_answer", None),
    f"{LRM}Zein hitzik ez, {LRM}7 min": ("answered", 420_000),
    f"{LRM}Zein hitzik ez, {LRM}hitz batzuk": ("unknown", None),
    "Пропущенный аудиозвонок": ("missed", None),
    "Cuộc gọi nhỡ": ("missed", None),
    "شیحه": ("", None),
}


@pytest.mark.parametrize("body", MORE_CALLS, ids=[fold(body) for body in MORE_CALLS])
def test_calls_are_told_by_their_two_marks_in_every_language(body: str, tmp_path: Path) -> None:
    end, length = MORE_CALLS[body]
    row = only(tmp_path, ios("Sam: hi", f"Ana: {body}"))
    if not end:
        assert (row["kind"], row["text"]) == ("message", body)
        return
    assert (row["kind"], row["sender"], row["call_end"], row["duration_ms"]) == ("call", "Ana", end, length)


@pytest.mark.parametrize(
    "notice",
    [
        "Ana pinned a message",
        "You blocked this contact.",
        "Message unpinned",
        "Fijaste un mensaje",
        "Bloqueaste a este contacto",
        "Bu kişiyi engellediniz",
        "Vous avez épinglé un message",
        "Hai fissato un messaggio",
        "Je hebt dit contact geblokkeerd",
        "Вы закрепили сообщение",
        "このメッセージをピン留めしました",
        "메시지를 고정했습니다",
        "您已封鎖此聯絡人",
        "Ana ist ein Kontakt.",
        "Ana est un contact.",
        "Disappearing messages were turned off",
        "تم تثبيت رسالة",
    ],
)
def test_short_notices_under_a_name_are_nobodys_message_and_make_no_group(notice: str, tmp_path: Path) -> None:
    found = read(tmp_path, ios("Sam: hi", f"Ana: {LRM}{notice}", "Ana: yes"))
    assert found.events["kind"].to_list() == ["message", "system", "message"]
    assert not found.report.group
    typed = read(tmp_path, ios("Sam: hi", f"Ana: {notice}", "Ana: yes"))
    assert typed.events["text"][1] == notice


PLACES = [
    "Pimlico Gardens (London, United Kingdom): https://foursquare.com/v/4e89af95e5fa82ad4c0aa03b",
    f"{LRM}Old Harbour Library (96 Long Road, Greater Town NW1 2DB): https://foursquare.com/v/4ac518cef964a52019a620e3",
    f"{LRM}Ubicación: https://maps.google.com/?q=51.5021456,-0.127397",
    "位置情報: https://maps.google.com/?q=51.5021456,-0.127397",
    "Pimlico Gardens\nLondon, United Kingdom\nhttps://foursquare.com/v/4e89af95e5fa82ad4c0aa03b",
    "https://maps.google.com/?q=51.5021456,-0.127397",
]


@pytest.mark.parametrize("place", PLACES, ids=[place[:20] for place in PLACES])
def test_a_place_is_a_place_however_long_its_name(place: str, tmp_path: Path) -> None:
    row = only(tmp_path, ios("Sam: hi", f"Ana: {place}"))
    assert (row["kind"], row["sender"], row["text"], row["media"]) == ("message", "Ana", None, "location")


@pytest.mark.parametrize(
    "words",
    ["look https://maps.google.com/?q=51.5,-0.1 here", "foursquare.com/v/abc is nice", "poll: where to?", "Event: us"],
)
def test_words_about_places_polls_and_events_stay_words(words: str, tmp_path: Path) -> None:
    row = only(tmp_path, ios("Sam: hi", f"Ana: {words}"))
    assert (row["text"], row["media"]) == (words, None)


def test_a_marked_event_keeps_its_words_and_a_caption_stands_beside_what_is_seen_once(tmp_path: Path) -> None:
    assert only(tmp_path, ios("Sam: hi", f"Ana: {LRM}Event: summer party"))["text"] == "Event: summer party"
    row = only(tmp_path, ios("Sam: hi", f"Ana: look {LRM}View once photo omitted"))
    assert (row["text"], row["text_state"], row["media"]) == ("look", "view_once", "photo")
    voice = only(tmp_path, android("Sam: hi", "Ana: <View once voice message omitted>"))
    assert (voice["text_state"], voice["media"]) == ("view_once", "voice")


def test_a_call_that_nobody_is_named_for_is_an_event_of_nobody(tmp_path: Path) -> None:
    found = read(tmp_path, android("Sam: hi", "Missed voice call at 10:35", "Ana: sorry"))
    row = found.events.row(1, named=True)
    assert (row["kind"], row["sender"], row["call_end"]) == ("call", None, "missed")
    assert (found.report.events, found.report.system) == (3, 0)


@pytest.mark.parametrize(
    "words",
    [
        "voice call?",
        "Video call tomorrow?",
        "I <3 you",
        "a <b> c",
        "missed you",
        "null and void",
        "see report.pdf (page 3)",
        "image omitted, he said",
        "poll them",
        "5 > 3",
        "(smile)",
        "Llamada de mi madre",
        "image omitted",
        "audio omitted",
        "<hugs>",
        "<sighs loudly>",
        "Voice call, no answer?",
        "Voice call 12 min",
        "a.jpg (attached)",
        "Location: the pub",
    ],
)
def test_plain_words_stay_words(words: str, tmp_path: Path) -> None:
    row = only(tmp_path, android("Sam: hi", f"Ana: {words}"))
    assert (row["kind"], row["text"], row["text_state"], row["media"]) == ("message", words, "present", None)


def test_a_poll_is_a_message_with_its_question(tmp_path: Path) -> None:
    poll = f"{LRM}POLL:\nPizza?\n{LRM}OPTION: yes ({LRM}1 vote)"
    row = only(tmp_path, ios("Sam: hi", f"Ana: {poll}"))
    assert (row["media"], row["text"]) == ("poll", "POLL:\nPizza?\nOPTION: yes (1 vote)")


NOTICES = [
    "Messages and calls are end-to-end encrypted. No one outside of this chat can read them.",
    "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.",
    "Los mensajes y las llamadas están cifrados de extremo",
    "As mensagens e as chamadas são protegidas com a",
    "Les messages et les appels sont chiffrés de bout en bout.",
    "I messaggi e le chiamate sono crittografati end-to-end.",
    "Berichten en oproepen zijn end-to-end versleuteld.",
]


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("form", ["{notice}", "Ana: {notice}", f"Ana: {LRM}{{notice}}"])
def test_the_encryption_notice_is_nobodys_message(notice: str, form: str, tmp_path: Path) -> None:
    found = read(tmp_path, ios(form.format(notice=notice), "Ana: hello", "Sam: hi"))
    assert found.report.senders == {"Ana": 1, "Sam": 1}
    assert found.events["kind"].to_list() == ["system", "message", "message"]
    assert found.events["sender"][0] is None
    assert not found.report.group


def test_a_notice_of_an_unlisted_language_is_told_by_its_mark(tmp_path: Path) -> None:
    found = read(tmp_path, ios(f"Ana: {LRM}Mezuak eta deiak muturretik muturrera zifratuta daude beti.", "Ana: kaixo"))
    assert found.events["kind"].to_list() == ["system", "message"]


@pytest.mark.parametrize(
    ("notice", "on"),
    [
        ("You turned on disappearing messages. New messages will disappear 24 hours after they're sent", True),
        ("Ana turned off disappearing messages.", False),
        ("Du hast selbstlöschende Nachrichten ausgeschaltet.", False),
        ("Activaste los mensajes temporales.", True),
        ("Ana desativou as mensagens temporárias.", False),
        ("Ana a désactivé les messages éphémères.", False),
        ("Hai attivato i messaggi effimeri.", True),
        ("Je hebt verdwijnende berichten uitgeschakeld.", False),
    ],
)
def test_disappearing_messages_reach_the_report(notice: str, on: bool, tmp_path: Path) -> None:
    found = read(tmp_path, android("Ana: hello", notice, "Sam: hi"))
    [switch] = found.report.disappearing
    assert (switch.on, switch.at) == (on, datetime(2022, 12, 25, 10, 1))
    assert not found.report.group


def test_names_with_colons_and_emoji(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        android(
            "The final test: does it work?: yes",
            "Ana 🤓: note: buy milk",
            "The final test: does it work?: it does",
            "🤓: me too",
            f"~{NNBSP}Zoë: hi",
            "Ana 🤓: note: and bread",
            "Ana 🤓: ok",
        ),
    )
    assert found.events["sender"].to_list() == [
        "The final test: does it work?",
        "Ana 🤓",
        "The final test: does it work?",
        "🤓",
        "Zoë",
        "Ana 🤓",
        "Ana 🤓",
    ]
    assert found.events["text"].to_list()[:2] == ["yes", "note: buy milk"]


def test_no_space_after_the_name(tmp_path: Path) -> None:
    found = read(tmp_path, android("Bob:Hi", "Eve:hello: you", "Bob:bye"))
    assert found.events["sender"].to_list() == ["Bob", "Eve", "Bob"]
    mixed = read(tmp_path, android("Bob: Hi", "Eve: hello", "Bob:bye"))
    assert mixed.events["text"].to_list() == ["Hi", "hello", "bye"]


def test_a_notice_with_a_colon_in_quotes_is_nobodys(tmp_path: Path) -> None:
    found = read(tmp_path, android("Ana: hi", 'Ana changed the subject from "a: b" to "c"', "Sam: hi"))
    assert found.report.senders == {"Ana": 1, "Sam": 1}


@pytest.mark.parametrize(
    "text",
    [
        android("Ana: a", "Sam: b", "Eve: c"),
        android("Ana: a", 'Ana created group "us"', "Sam: b"),
        android("Ana: a", "Du hast die Gruppe erstellt", "Sam: b"),
        android("Ana: a", "Ana added Eve", "Sam: b"),
    ],
)
def test_groups_are_told(text: str, tmp_path: Path) -> None:
    found = read(tmp_path, text)
    assert found.report.group
    assert found.events["flags"].to_list() == [FLAG_GROUP] * 3


def test_counts_of_a_text(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        android("Ana: hello there ", "Sam: 👩‍👩‍👧 ❤️❤ 👍🏽", "Ana: 🇫🇷🇩🇪 1️⃣ ©", "Sam: don't — stop!", "Ana: 5 € *"),
    )
    counts = found.events.select("chars", "words", "emoji").rows()
    assert counts == [(11, 2, 0), (len("👩‍👩‍👧 ❤️❤ 👍🏽"), 0, 4), (len("🇫🇷🇩🇪 1️⃣ ©"), 1, 3), (13, 2, 0), (5, 1, 0)]


def test_a_long_message_is_cut_and_flagged(tmp_path: Path) -> None:
    found = read(tmp_path, android("Ana: " + "é" * MOST_TEXT_BYTES, "Sam: hi"))
    assert found.events["text"].str.len_bytes()[0] == MOST_TEXT_BYTES
    assert found.events["flags"].to_list() == [FLAG_CUT, 0]


@pytest.mark.parametrize("count", [WHATSAPP_CAPS[0], WHATSAPP_CAPS[0] - 3])
def test_an_export_at_the_cap_says_so(count: int, tmp_path: Path) -> None:
    text = "25/12/2022, 10:00 - Ana: x\n" * count
    assert read(tmp_path, text).report.cap_hit == WHATSAPP_CAPS[0]
    assert read(tmp_path, text[:1000]).report.cap_hit is None


def test_the_cap_with_media_counts_only_with_media(tmp_path: Path) -> None:
    text = "25/12/2022, 10:00 - Ana: x\n" * (WHATSAPP_CAPS[1] - 1)
    assert read(tmp_path, text).report.cap_hit is None
    with_file = read(tmp_path, text + "25/12/2022, 10:01 - Ana: IMG-20221225-WA0001.jpg (file attached)\n")
    assert (with_file.report.with_media, with_file.report.cap_hit) == (True, WHATSAPP_CAPS[1])


def test_rows_have_the_columns_of_the_contract_and_an_identifier_each(tmp_path: Path) -> None:
    text = android("Ana: x", "Sam: y") + android("Ana: x", "Ana: x", "Ana: z")
    found = read(tmp_path, text, "WhatsApp Chat with Sam.txt")
    assert dict(found.events.schema) == {
        name: kind if not isinstance(kind, type) else kind() for name, kind in SCHEMA.items()
    }
    assert found.events["uid"].n_unique() == 5
    assert found.events["uid"].bin.size().to_list() == [16] * 5
    assert set(found.events["thread"]) == {"Sam"}
    longer = read(tmp_path, text + android("Ana: x", day="26/12/2022"))
    assert longer.events["uid"].to_list()[:5] == found.events["uid"].to_list()


def test_every_known_sentence_is_folded() -> None:
    assert all(fold(sentence) == sentence for sentence in phrases().exact if sentence)
