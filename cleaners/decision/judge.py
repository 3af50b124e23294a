"""From marks and features to log-odds: which forest judges which kind of document.

A page is judged twice at the most. The quick forest knows the page's own evidence: its words, its
shapes, its DOM. Where that leaves doubt, trafilatura is asked too, about what the quick forest is not sure to cut; the
full forest judges with its answer among the marks, and the mean of both decides. Asking about three times as many
pages is hardly better on sites that the fit has not seen, and costs more time (docs/quality.md has the figures).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from cleaners.decision.adjust import (
    on_blocks,
    page_evidence,
    with_plain_words,
    with_site_evidence,
    with_text_words,
    without_overruled,
)
from cleaners.decision.containers import with_whole_lists
from cleaners.decision.copies import without_copies
from cleaners.decision.decide import Verdicts
from cleaners.decision.display import with_display
from cleaners.decision.guards import guarded, left_alone
from cleaners.decision.threads import with_comment_boxes
from cleaners.engine import Engine
from cleaners.features import page, plain
from cleaners.features.vocabulary import shipped_vocabulary
from cleaners.formats.excerpt import excerpt
from cleaners.model import Document, Mark, PayloadKind
from cleaners.text.ngrams import shipped_ngrams
from cleaners.voters import dom, extraction

Ask = Callable[[Document], list[Mark]]
UNSURE = 1.5  # log-odds on either side of the threshold within which a block's verdict is unsure
DOUBTFUL = 0.35  # unsure words, as a share of the words to be kept, from which trafilatura is asked
FEW_WORDS = 20  # added to the kept words, so that a page with next to none is not doubtful for one line


def judge(
    document: Document, marks: Sequence[Mark], engine: Engine, ask: Ask = extraction.vote
) -> tuple[Verdicts, list[Mark]]:
    """Log-odds that each block is boilerplate, and all marks that they rest on.

    `ask` is the voter that is asked about parts of doubtful pages; the ablation of benchmarks/quality withholds it.
    """
    own, beyond = page_evidence(marks)
    if document.kind is PayloadKind.TEXT:
        verdicts, asked = _judge_text(document, own, engine)
    else:
        verdicts, asked = _judge_page(document, own, engine, ask)
    verdicts, marks = with_site_evidence(verdicts, document, beyond), without_overruled([*asked, *beyond])
    if document.kind is PayloadKind.TEXT:
        verdicts, marks = left_alone(guarded(verdicts, document, marks), marks)
    return without_copies(document, verdicts, marks)


def _judge_text(document: Document, marks: Sequence[Mark], engine: Engine) -> tuple[Verdicts, list[Mark]]:
    forest = engine.weights.plain
    wording = shipped_ngrams().scores([block.text for block in document.blocks])
    odds = forest.score(plain.features(document, on_blocks(document, marks), wording))
    return with_text_words(Verdicts(odds, forest.threshold), document, marks), list(marks)


def _judge_page(document: Document, marks: Sequence[Mark], engine: Engine, ask: Ask) -> tuple[Verdicts, list[Mark]]:
    quick = engine.weights.page_quick
    told = [mark for mark in marks if mark.voter != dom.VOTER]  # the cues of the DOM are features of their own
    own = page.Own.of(document)
    by_words = shipped_vocabulary().scores(own.words)
    matrix = page.with_marks(own, on_blocks(document, told), by_words)
    verdicts = Verdicts(quick.score(matrix), quick.threshold)
    if not is_doubtful(verdicts, page.words(matrix)):
        return _as_displayed(with_plain_words(verdicts, document, told), document, marks)
    answer = ask(open_parts(document, verdicts))
    full = engine.weights.page
    matrix = page.with_marks(own, on_blocks(document, [*told, *answer]), by_words)
    both = Verdicts((verdicts.scores + full.score(matrix)) / 2, full.threshold)
    return _as_displayed(with_plain_words(both, document, told), document, [*marks, *answer])


def _as_displayed(verdicts: Verdicts, document: Document, marks: Sequence[Mark]) -> tuple[Verdicts, list[Mark]]:
    settled = with_comment_boxes(with_whole_lists(verdicts, document, marks), document)
    shown, hidden = with_display(settled, document)
    return shown, [*marks, *hidden]


def open_parts(document: Document, verdicts: Verdicts) -> Document:
    """What trafilatura is asked about: the page without the parts of which every block is sure to be cut.

    Half of a page is gone then, and with it half of trafilatura's time.
    """
    return excerpt(document, np.flatnonzero(verdicts.scores - verdicts.threshold < UNSURE).tolist())


def is_doubtful(verdicts: Verdicts, words: npt.NDArray[np.float32], share: float = DOUBTFUL) -> bool:
    """Whether blocks near the threshold hold a large share of what would be kept."""
    margin = verdicts.scores - verdicts.threshold
    unsure = words[np.abs(margin) < UNSURE].sum()
    return bool(unsure > share * (words[margin <= 0].sum() + FEW_WORDS))
