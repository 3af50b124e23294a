#!/bin/sh
# py3langid 0.4.0: text in which the model knows no feature (nothing, spaces, three digits, a short word in capitals) is
# Afrikaans, the first language of the alphabet, with the lowest number that a 32-bit float holds for a score. A table of
# languages counted over pages thus has a share of Afrikaans that is the share of pages without text.
#
# Expected: no language, or a score that says so and is documented. Seen on 1 December 2026:
#
#     '' af True
#     '   ' af True
#     '123' af True
#     'OK' af True
#     'The ferry sails at noon.' en False
#
# The last column says whether the score is the lowest float.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet py3langid==0.4.0
cd "$work"
"$work/venv/bin/python" - > said <<'END'
import numpy as np
import py3langid

for text in ("", "   ", "123", "OK", "The ferry sails at noon."):
    language, score = py3langid.classify(text)
    print(repr(text), language, bool(np.float32(score) == np.finfo(np.float32).min))
END
cat said
cat > expected <<'END'
'' af True
'   ' af True
'123' af True
'OK' af True
'The ferry sails at noon.' en False
END
cmp -s said expected || { echo "this is no longer what the head of this file says" >&2; exit 1; }
