"""What stands in a letter: the values of the placeholders, and the answer in paragraphs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from selector.outcome import Outcome
from selector.publish.papers.facts import Facts
from selector.publish.papers.gather import are_few, gather
from selector.publish.papers.of_letters import AnswerFacts, LetterFacts, letter_facts
from selector.texts import Texts, load_texts
from selector.visible import visible

SHORT = 9  # characters of a fingerprint in blocks of four: two blocks


@dataclass(frozen=True)
class Block:
    """One paragraph of an answer: text, a heading, or an item of a list."""

    kind: Literal["text", "head", "item"]
    text: str


@dataclass(frozen=True)
class Letter:
    """The letter to one plan: what takes the place of each placeholder, and its answer."""

    plan_id: str
    values: Mapping[str, str]
    answer: tuple[Block, ...]


def letters(outcome: Outcome, language: str) -> tuple[Letter, ...]:
    """Return a letter for every plan, in order of plan_id; raises `ValueError` without a cohort."""
    facts, texts = gather(outcome, language), load_texts(language)
    return tuple(
        Letter(
            letter.plan.plan_id,
            _values(facts, letter, texts),
            tuple(_answer(facts, letter, texts)),
        )
        for letter in letter_facts(outcome, facts, texts)
    )


def _values(facts: Facts, letter: LetterFacts, texts: Texts) -> dict[str, str]:
    plan_id, name = visible(letter.plan.plan_id), visible(letter.plan.name)
    hashes = ((kind, digest[:SHORT]) for kind, digest in facts.certificate.hashes)
    return {
        "aanvraag": plan_id,
        "naam": name,
        "datum": facts.date,
        "onderwerp": texts("letter.subject", plan=plan_id, name=name),
        "scenario": visible(facts.scenario),
        "vingerafdruk": "; ".join(f"{kind.lower()} {digest}" for kind, digest in hashes),
        "merken": " · ".join(facts.marks),
    }


def _answer(facts: Facts, letter: LetterFacts, texts: Texts) -> Iterator[Block]:
    standing = letter.plan.standing
    provisional = standing == "chosen" and letter.plan.provisional
    kind = "provisional" if provisional else standing
    yield _text("letter.thanks", texts)
    yield Block("text", texts(f"letter.is_{kind}", date=facts.date))
    few = are_few(facts.counts)
    yield _text("letter.counts_few" if few else "letter.counts", texts, **facts.counts)
    if provisional:
        yield from _open(letter, texts)  # first, for there is something to do
    if standing == "ineligible":
        yield from _ineligible(letter, texts)
    elif letter.answer is not None:
        yield from _why(standing, letter.answer, facts, texts)
    if standing == "not_chosen":
        yield from _open(letter, texts)
        yield from _help(letter, texts)
    yield from _data(letter, texts)


def _open(letter: LetterFacts, texts: Texts) -> Iterator[Block]:
    """Yield which conditions are still open."""
    yield from _listed("letter.open_head", "letter.open", letter.plan.pending, texts)
    if letter.plan.pending:
        yield from _unassessed(letter, texts)


def _ineligible(letter: LetterFacts, texts: Texts) -> Iterator[Block]:
    yield from _listed("letter.against_head", "letter.against", letter.against, texts)
    yield from _unassessed(letter, texts)
    yield Block("text", f"{texts('letter.against_else')} {texts('letter.no_promise')}")


def _unassessed(letter: LetterFacts, texts: Texts) -> Iterator[Block]:
    if letter.unassessed:
        codes = texts.listed(list(letter.unassessed))
        yield Block("text", texts(f"letter.counted_{letter.counted}", codes=codes))


def _why(standing: str, answer: AnswerFacts, facts: Facts, texts: Texts) -> Iterator[Block]:
    """Yield why a plan was chosen or not: the best cohort with the choice turned round."""
    turned = "out" if standing == "chosen" else "in"
    yield Block("head", texts(f"letter.why_{turned}"))
    yield _text("method.what", texts)
    first = [texts(f"letter.turned_{turned}")] + ([texts("letter.worse")] if answer.worse else [])
    yield Block("text", " ".join([*first, *answer.cost]))
    if answer.competes:
        yield _text("letter.competition", texts)
    if answer.lot:
        yield Block("text", texts("letter.lot", seed=facts.seed))
    if answer.scored:
        order = next(said for said in facts.method if said in _orders(texts))
        yield Block("text", f"{texts('method.points')} {order}")
    if turned == "in":
        yield from _other(answer, texts)
    yield from _listed("letter.blocked_head", f"letter.blocked_{turned}", answer.blocked, texts)


def _orders(texts: Texts) -> tuple[str, ...]:
    return texts("method.order"), texts("method.order_tolerance")


def _other(answer: AnswerFacts, texts: Texts) -> Iterator[Block]:
    """Yield who would leave and enter with the plan in it, and what scores higher and lower."""
    if not (answer.leaves or answer.enters or answer.moved):
        return
    yield Block("head", texts("letter.other_head"))
    if answer.leaves:
        key = "why.leaves_one" if len(answer.leaves) == 1 else "why.leaves"
        yield Block("item", texts(key, plans=texts.listed(list(answer.leaves))))
    entering = [texts("letter.yours"), *answer.enters]
    key = "why.enters_one" if len(entering) == 1 else "why.enters"
    yield Block("item", texts(key, plans=texts.listed(entering)))
    for said in answer.moved:
        yield Block("item", said)
    if answer.moved and answer.relative:
        yield _text("letter.whole_scores", texts)


def _help(letter: LetterFacts, texts: Texts) -> Iterator[Block]:
    """Yield where the plan could have stood stronger, as far as the answer shows it."""
    if letter.answer and letter.answer.help:
        yield Block("head", texts("letter.help_head"))
        yield from (Block("text", said) for said in letter.answer.help)
        yield _text("letter.no_promise", texts)


def _data(letter: LetterFacts, texts: Texts) -> Iterator[Block]:
    """Yield what the plan was taken to be, so that its own people can say what is wrong."""
    yield Block("head", texts("letter.data_head"))
    said = [texts("letter.data"), letter.plan.told, *letter.remarks, texts("letter.data_wrong")]
    yield Block("text", " ".join(said))


def _listed(head: str, intro: str, items: tuple[str, ...], texts: Texts) -> Iterator[Block]:
    """Yield a heading, an introduction and items; nothing without items."""
    if items:
        yield Block("head", texts(head))
        yield Block("text", texts(intro))
        yield from (Block("item", item) for item in items)


def _text(key: str, texts: Texts, **params: object) -> Block:
    return Block("text", texts(key, **params))
