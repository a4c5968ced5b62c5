"""Inject and recover: what is put in is what is said, and counting is honest; with real streams where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.real_rhythm import lulls, main, stream_figures, streams
from benchmarks.real_rhythm.injection import BOTH, INJECTIONS, NOTHING, Case, Injection, cases, delayed, injected
from benchmarks.real_rhythm.stream_looks import ebbtide, peers, word
from benchmarks.real_rhythm.streams import SOURCES, Dyad, Source, Stream

#: Two people who exchange at 9:00, 9:12 and 9:30 and at 20:00 and 21:00 each day, the opener by turns.
MOMENTS = (9.0, 9.2, 9.5, 20.0, 21.0)


def made(weeks: int = 44, stretch: int = 1, lanes: int = 1) -> Stream:
    days = 7 * weeks // stretch
    hours = np.concatenate([np.array(MOMENTS) + 24 * day for day in range(days)])
    person = np.concatenate([(np.array([0, 1, 0, 1, 0]) + day) % 2 for day in range(days)])
    several = [(hours + 0.01 * lane, person, np.full(len(hours), lane)) for lane in range(lanes)]
    empty = Stream(
        "made", "made, weeks", np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64), weeks, stretch, 6.0, 1.0
    )
    return empty.with_events(*(np.concatenate(column) for column in zip(*several, strict=True)))


def case(stream: Stream) -> Case:
    return cases(stream)[0]


def rows(stream: Stream) -> set[tuple[float, int, int]]:
    return set(zip(stream.hours.tolist(), stream.person.tolist(), stream.lane.tolist(), strict=True))


def changed(what: Injection, stream: Stream | None = None) -> tuple[Case, Stream, Stream]:
    """The case, the untouched stream and the changed one, both as the look sees them."""
    one = case(stream or made())
    return one, injected(one, NOTHING), injected(one, what)


# What is put in.


def test_a_case_has_weeks_before_and_twelve_complete_ones_after() -> None:
    one = case(made())
    assert one.unit >= streams.BEFORE
    assert one.unit * 168 <= one.onset < (one.unit + 1) * 168
    assert one.end == one.unit + 13
    assert injected(one, NOTHING).hours.max() < one.end * 168


def test_a_stream_that_ended_gives_no_case() -> None:
    stream = made()
    assert cases(stream.part(stream.hours < 10 * 168)) == []


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("share", [0.4, 0.8])
def test_thinning_takes_that_share_of_one_side_from_the_date_on(side: int, share: float) -> None:
    one, before, after = changed(Injection("thinned", side, share))
    gone = rows(before) - rows(after)
    assert rows(after) <= rows(before)
    assert {person for _, person, _ in gone} == {side} and min(hour for hour, _, _ in gone) >= one.onset
    there = ((before.hours >= one.onset) & (before.person == side)).sum()
    assert len(gone) / there == pytest.approx(share, abs=0.12)


def test_thinning_both_takes_from_both() -> None:
    _, before, after = changed(Injection("thinned both", BOTH, 0.6))
    gone = [person for _, person, _ in rows(before) - rows(after)]
    assert gone.count(0) / len(gone) == pytest.approx(0.5, abs=0.1)


def test_opening_less_takes_whole_exchanges_with_their_answers() -> None:
    one, before, after = changed(Injection("opens less", 1, 0.6), made(lanes=2))
    gone = rows(before) - rows(after)
    for lane in (0, 1):
        mine = before.part(before.lane == lane)
        exchange = np.cumsum(np.diff(mine.hours, prepend=-np.inf) > mine.quiet)
        for number in np.unique(exchange):
            part = rows(mine.part(exchange == number))
            assert part <= gone or not part & gone
            first = min(part)
            if part <= gone:
                assert first[1] == 1 and first[0] >= one.onset
    assert {person for _, person, _ in gone} == {0, 1}


def test_slower_answers_keep_the_order_and_number_and_the_time_before() -> None:
    one, before, after = changed(Injection("slower", 1, 4.0), made(lanes=2))
    for lane in (0, 1):
        old, new = before.part(before.lane == lane), after.part(after.lane == lane)
        many = min(len(old.hours), len(new.hours))
        assert len(old.hours) - many < 6  # the last ones may fall behind the day of the look
        assert np.array_equal(old.person[:many], new.person[:many])
        early = old.hours < one.onset
        assert np.array_equal(old.hours[early], new.hours[: early.sum()])
        assert (new.hours[:many] >= old.hours[:many] - 1e-6).all()


def test_only_the_answers_of_that_side_wait_longer() -> None:
    hours = np.concatenate([np.array([9.0, 9.5, 10.0, 18.0, 19.0]) + 24 * day for day in range(40)])
    answers = np.tile([False, True, False, False, False], 40)
    out = delayed(hours, answers, 20 * 24.0, 6.0, 4.0)
    wait, other = (out[at::5][20:] - out[at - 1 :: 5][20:] for at in (1, 2))
    assert np.allclose(wait, 2.0, atol=0.01)
    assert np.allclose(other, 0.5, atol=0.01)
    assert np.array_equal(out[:100], hours[:100])
    assert (np.diff(out) >= 0).all()
    # The lag is caught up in the quiet before the evening.
    assert np.allclose(out[103::5], hours[103::5], atol=0.01)


def test_a_dropped_window_is_ten_to_twenty_one_days_and_nothing_else() -> None:
    one, before, after = changed(Injection("window"))
    gone = np.array(sorted(hour for hour, _, _ in rows(before) - rows(after)))
    assert one.onset <= gone.min() and 9 * 24 <= gone.max() - gone.min() <= 21 * 24
    assert ((after.hours < gone.min()) | (after.hours > gone.max())).all()


def test_a_drawn_order_only_moves_whole_weeks() -> None:
    one, before, after = changed(Injection("drawn order"))
    assert sorted(before.hours % 168) == pytest.approx(sorted(after.hours % 168))
    old, new = before.counts(one.end), after.counts(one.end)
    assert sorted(map(tuple, old.T)) == sorted(map(tuple, new.T))
    varied = made().part(np.random.default_rng(1).random(len(made().hours)) < 0.5)
    _, before, after = changed(Injection("drawn order"), varied)
    assert not np.array_equal(before.counts(one.end), after.counts(one.end))


def test_days_as_weeks_are_told_by_the_stretch() -> None:
    stream = made(weeks=30, stretch=7)
    assert stream.unit_hours == 24
    spent = stream.at() - np.datetime64(streams.FIRST_MONDAY, "ms")
    assert (spent.astype("timedelta64[D]").astype(int) // 7 == stream.unit()).all()
    assert sorted(set(stream.unit().tolist())) == list(range(30))


def test_the_same_words_give_the_same_streams() -> None:
    one = case(made())
    for what in INJECTIONS:
        first, second = injected(one, what), injected(one, what)
        assert np.array_equal(first.hours, second.hours) and np.array_equal(first.person, second.person)


# Pools.


def dyad(name: str, weeks: int, seed: int, heavier: int) -> Dyad:
    rng = np.random.default_rng(seed)
    hours = np.sort(np.concatenate([[0.5], rng.uniform(0, 168 * weeks - 1, 9 * weeks), [168 * weeks - 0.5]]))
    return Dyad(name, hours, np.where(rng.random(len(hours)) < 0.7, heavier, 1 - heavier))


def test_a_pool_opens_often_enough_and_keeps_its_sides() -> None:
    source = Source("made", "none.parquet", 6.0, 1.0, 4, 3.0, False)
    pools = list(streams.pooled(source, [dyad(str(n), 3 + n % 3, n, n % 2) for n in range(20)]))
    assert len(pools) == 4
    for number, pool in enumerate(pools):
        opens = np.diff(pool.hours, prepend=-np.inf) >= streams.OPEN_AFTER
        assert np.median(pool.part(opens).counts(pool.units), axis=1).min() >= 3
        for lane in np.unique(pool.lane):
            more = (pool.person[pool.lane == lane] == number % 2).mean()
            assert more == pytest.approx(0.7, abs=0.1)
        assert pool.hours.max() < pool.units * 168 and (np.diff(pool.hours) >= 0).all()


def test_dyads_that_are_too_thin_give_no_pool() -> None:
    source = Source("made", "none.parquet", 6.0, 1.0, 1, 500.0, False)
    assert list(streams.pooled(source, [dyad(str(n), 4, n, 0) for n in range(6)])) == []


# Lulls.


def test_a_lull_is_a_silence_after_a_busy_month_that_ended() -> None:
    stream = made(weeks=60)
    silent = (stream.hours >= 30 * 168) & (stream.hours < 33 * 168)
    found = lulls.lulls(stream.part(~silent))
    assert len(found) == 1
    assert found[0].before() == 29 and found[0].looks() == list(range(34, 46))
    ended = stream.part(stream.hours < 30 * 168)
    assert lulls.lulls(ended) == [] and lulls.lulls(stream) == []


# What is said, and how it counts.


@pytest.mark.parametrize(
    ("said", "side", "counted"),
    [
        ("none", None, "right"),
        ("them", None, "wrong"),
        ("both", None, "both"),
        ("unclear", None, "unclear"),
        ("them", 1, "right"),
        ("me", 1, "wrong"),
        ("both", 1, "both"),
        ("none", 1, "none"),
        ("stopped", 0, "stopped"),
        ("both", BOTH, "right"),
        ("stopped", BOTH, "right"),
        ("me", BOTH, "one of two"),
        ("none", BOTH, "none"),
        ("early", None, "early"),
        ("abstained", 0, "abstained"),
        ("not computed", BOTH, "not computed"),
    ],
)
def test_how_a_word_counts(said: str, side: int | None, counted: str) -> None:
    assert stream_figures.outcome(said, side) == counted


def test_every_state_of_a_page_has_its_word() -> None:
    assert [
        word(state, "them") for state in ("usual", "changed", "too early", "both stopped", "too little", "short")
    ] == ["none", "them", "early", "stopped", "abstained", "abstained"]


def test_a_clear_fall_of_one_side_is_seen_by_ebbtide_and_by_the_counting_peers() -> None:
    pytest.importorskip("ruptures")
    kept = made().part(np.random.default_rng(2).random(len(made().hours)) < 0.8)
    one = case(kept)
    seen = injected(one, Injection("thinned", 1, 0.8))
    found = ebbtide(seen, one.end, None)
    assert found["word"] == "them"
    assert abs(found["date"][0] - one.unit) <= 2 and found["date"][1] <= one.unit + 1
    others = peers(seen, one.end)
    assert all(others[name]["word"] == "them" for name in ("z of messages", "PELT on messages", "plain counts"))
    assert abs(others["PELT on messages"]["date"] - one.unit) <= 2
    still = peers(injected(one, NOTHING), one.end)
    assert all(still[name]["word"] == "none" for name in ("z of messages", "plain counts"))


def test_a_peer_needs_weeks_too() -> None:
    assert {one["word"] for one in peers(made(), 14).values()} == {"abstained"}


def record(key: str, nothing: str, them: str, onset: float = 31.5) -> dict[str, Any]:
    date = {"date": [30.0, 28.0, 33.0]} if them == "them" else {}
    return {
        "key": key,
        "group": "made, weeks",
        "onset": onset,
        "by the rule": "abstained",
        "found": [
            {"label": "nothing", "side": None, "said": {"ebbtide": {"word": nothing}}},
            {"label": "thinned 0.6", "side": 1, "said": {"ebbtide": {"word": them, **date}}},
            {"label": "thinned both 0.6", "side": BOTH, "said": {"ebbtide": {"word": "both"}}},
        ],
    }


def others(ours: dict[str, Any]) -> dict[str, Any]:
    return {**ours, "found": [{**one, "said": {"z of messages": {"word": "none"}}} for one in ours["found"]]}


def test_the_figures_of_a_few_records() -> None:
    ours = {
        str(n): record(str(n), *said)
        for n, said in enumerate(
            [("none", "them"), ("none", "them"), ("none", "me"), ("me", "me"), ("none", "abstained")]
        )
    }
    table = stream_figures.figures(ours, {key: others(one) for key, one in ours.items()})
    cell = {(one["injection"], one["method"]): one for one in table["cells"]}
    thinned = cell["thinned 0.6", "ebbtide"]
    assert (thinned["n"], thinned["judged"], thinned["right"]["value"], thinned["wrong"]["hits"]) == (5, 4, 0.5, 2)
    assert thinned["fresh"]["counts"]["wrong"] == 1
    assert thinned["date"]["n"] == 2 and thinned["date"]["median"] == 1.0
    assert thinned["date"]["interval held"]["value"] == 1.0
    assert cell["thinned both 0.6", "ebbtide"]["right"]["value"] == 1.0
    assert cell["nothing", "ebbtide"]["wrong"]["hits"] == 1
    summary = {one["method"]: one for one in table["summary"]}
    assert summary["ebbtide"]["of sides named"]["value"] == 0.5
    assert summary["ebbtide"]["called"]["nothing"]["hits"] == 1
    assert summary["z of messages"]["of sides named"]["value"] is None
    assert table["rule"][0]["enough"]["hits"] == 0


def test_a_piece_that_only_one_has_looked_at_is_not_counted() -> None:
    ours = {"1": record("1", "none", "them"), "2": record("2", "none", "them")}
    table = stream_figures.figures(ours, {"1": others(ours["1"])})
    assert {one["n"] for one in table["cells"]} == {1}


def test_lulls_count_looks_and_what_is_new() -> None:
    def lull(key: str, before: str, *words: str) -> dict[str, Any]:
        return {
            "key": key,
            "lull": True,
            "group": "made, weeks",
            "days": 20.0,
            "before": {"ebbtide": {"word": before}},
            "looks": [{"ebbtide": {"word": one}} for one in words],
        }

    ours = {
        one["key"]: one
        for one in (
            lull("1", "none", "none", "them", "unclear"),
            lull("2", "them", "them", "them"),
            lull("3", "none", "early"),
        )
    }
    theirs = {key: {"before": {}, "looks": [{} for _ in one["looks"]]} for key, one in ours.items()}
    (cell,) = stream_figures.figures(ours, theirs)["lulls"]
    assert (cell["called"]["hits"], cell["called"]["of"]) == (4, 6)
    assert (cell["lulls called"]["hits"], cell["lulls called"]["of"]) == (2, 3)
    assert (cell["called anew"]["hits"], cell["called anew"]["of"]) == (1, 2)


def test_the_tables_name_every_row_with_its_number() -> None:
    ours = {"1": record("1", "none", "them")}
    group = {"streams": 1, "cases": 1, "lulls": 0, "lanes": [1, 1, 1], "messages a unit": [1.0, 2.0, 3.0]}
    table = {
        "least each": 30,
        "dyads": {"made": 1},
        "groups": {"made, weeks": group},
        **stream_figures.figures(ours, {"1": others(ours["1"])}),
    }
    text = stream_figures.tables(table)
    assert "| made, weeks | 1 | 1 | 1.0, 2.0, 3.0 | 1, 1, 1 | 0 of 1 |" in text
    assert "| one side's messages less 60 % | 1 | 1 | 0 | 0 |" in text
    assert all(stream_figures.done(what.label) for what in INJECTIONS)
    assert "n=1" in text and "Real lulls" in text
    assert "at least 30 messages each way: made 1" in stream_figures.show(table)


# The real streams, where they are.


def test_without_the_shared_data_nothing_runs_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv(streams.CORPUS, raising=False)
    monkeypatch.setattr(main, "FRESH", tmp_path)
    main.main([])
    assert streams.CORPUS in capsys.readouterr().out
    assert not (tmp_path / "real.json").exists()


def test_real_dyads_are_as_many_as_the_note_beside_them_allows(corpus: Path) -> None:
    for source in SOURCES:
        found = streams.dyads(corpus / "dyads", source)
        assert len(found) >= 30
        for one in found:
            assert min((one.person == 0).sum(), (one.person == 1).sum()) >= streams.LEAST_EACH
            assert (np.diff(one.hours) >= 0).all() and one.hours[0] >= 0


def test_real_streams_are_looked_at_by_all(corpus: Path) -> None:
    pytest.importorskip("ruptures")
    groups = streams.streams(corpus / "dyads")
    assert set(groups) >= {"e-mail, weeks", "phone, days as weeks", "phone pooled, weeks"}
    one = next(case for stream in groups["phone, days as weeks"] for case in cases(stream))
    for what in (NOTHING, Injection("thinned", 0, 0.8)):
        seen = injected(one, what)
        assert ebbtide(seen, one.end, None)["word"] in stream_figures.WORDS
        assert all(said["word"] in stream_figures.WORDS for said in peers(seen, one.end).values())
