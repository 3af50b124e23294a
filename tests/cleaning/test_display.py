"""What a page holds and shows no reader, or shows twice, is cut by a rule of its own."""

from __future__ import annotations

import numpy as np
import pytest

from cleaners.decision.decide import Verdicts
from cleaners.decision.display import with_display
from cleaners.formats.html import parse_page
from cleaners.formats.plain import parse_plain
from cleaners.formats.tree import parse_tree
from cleaners.model import Document, Metadata

LONG = "The ferry to Vell sailed at noon with nine cars aboard, and its crew told of calm water and of seals. "
OTHER = (
    "Divers found a second crack in the pivot of the bridge, so that lorries have to wait until the middle of March. "
)
SHOWN = f"<p>{LONG * 4}</p>"
QUOTE = "It used to hum. Now it complains."


def rules(markup: str, odds: float = -2.0) -> dict[str, str]:
    """The first 20 characters of each block that is cut, and the rule that cut it."""
    document = parse_page(parse_tree(f"<body>{markup}</body>"), Metadata())
    verdicts, marks = with_display(Verdicts(np.full(len(document.blocks), odds), 0.0), document)
    assert [i for i, score in enumerate(verdicts.scores) if score > 0 > odds] == [m.block for m in marks]
    return {document.blocks[m.block].text[:20].strip(): m.rule_id for m in marks}


@pytest.mark.parametrize(
    ("markup", "cut"),
    [
        (f"{SHOWN}<p hidden>{OTHER}</p>", {"Divers found a secon": "hidden-text"}),
        (f"{SHOWN}<p hidden>Soon.</p>", {"Soon.": "hidden-text"}),
        (f'{SHOWN}<p>{OTHER}<i style="display:none">no. 4471</i></p>', {"no. 4471": "hidden-text"}),
        (f"<p>{OTHER}</p>{SHOWN}<h3>Mobile</h3><p hidden>{OTHER}</p>", {"Divers found a secon": "hidden-text"}),
        (f"{SHOWN}<h3>When does it open?</h3><div hidden><p>{OTHER}</p></div>", {}),  # a reader opens it
        (f"{SHOWN}<h3>When does it open?</h3><div hidden><p>In May.</p></div>", {"In May.": "hidden-text"}),
        (f"{SHOWN}<div hidden><p>{OTHER}</p><p>{OTHER[7:]}</p></div>", {}),  # the rest of the article
        (f"<p>One.</p><div hidden>{SHOWN}</div>", {}),  # a script shows it
        (f'{SHOWN}<p class="sr-only">Footnotes</p>', {"Footnotes": "screen-reader-text"}),
        (f'{SHOWN}<p aria-hidden="true">{OTHER}</p>', {}),
        (f"{SHOWN}<p><ruby>漢<rt>kan</rt></ruby>", {"kan": "reading-aid"}),
        (f"{SHOWN}<math><mi>x</mi><annotation>x^2</annotation></math>", {"x^2": "formula-source"}),
        (
            f'{SHOWN}<p>var slot = document.getElementById("a"); if (slot) {{ slot.hidden = true; }}',
            {"var slot = document.": "source-code"},
        ),
        (f"{SHOWN}<p>.teaser {{ color: red; margin: 0 auto; }}", {".teaser { color: red": "source-code"}),
        (f"{SHOWN}<p>Set document.title = 'Late' to name the page, the manual says; nothing else is needed.", {}),
        (f"{SHOWN}<pre>var x = {{}};</pre><p>var slot = document.getElementById('a');", {}),  # a page about code
        (
            f'{SHOWN}<p>"It used to hum," she said. "Now it complains."</p><aside class=pull-quote>{QUOTE}</aside>',
            {QUOTE[:20].strip(): "repeated-quote"},
        ),
        (f'{SHOWN}<p>"It used to hum," she said.</p><aside class=pull-quote>{QUOTE}</aside>', {}),
        (f'{SHOWN}<p>"It used to hum," she said. "Now it complains."</p><p>{QUOTE}</p>', {}),
        (f"{SHOWN}<p>So it is.</p><blockquote>So it is.</blockquote>", {}),  # too short to tell
    ],
)
def test_what_is_cut(markup: str, cut: dict[str, str]) -> None:
    assert rules(markup) == cut


def test_what_is_cut_already_needs_no_rule() -> None:
    assert rules(f"{SHOWN}<p hidden>{OTHER}</p>", odds=2.0) == {}


def test_a_text_shows_all_that_it_holds() -> None:
    document: Document = parse_plain("var x = document.title;", Metadata())
    verdicts = Verdicts(np.array([-2.0]), 0.0)
    assert with_display(verdicts, document) == (verdicts, [])
