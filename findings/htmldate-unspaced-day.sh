#!/bin/sh
# htmldate 1.11.0: a day that is written as Japanese and Chinese pages write it, 2024年5月3日, is read as the year alone and
# comes out as the first of January of that year. The same date with spaces after the signs is read in full, and so is
# the Korean form. There is no sign by which the invented day could be told from a real one.
#
# Expected: 2024-05-03 for each line, or nothing. Seen on 1 December 2026:
#
#     2024年5月3日 2024-01-01
#     2024年10月23日 2024-01-01
#     2024年 5月 3日 2024-05-03
#     2024년 5월 3일 2024-05-03
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet htmldate==1.11.0
cd "$work"
"$work/venv/bin/python" - > said <<'END'
from htmldate import find_date

for written in ("2024年5月3日", "2024年10月23日", "2024年 5月 3日", "2024년 5월 3일"):
    print(written, find_date(f"<html><body><h1>Bridge</h1><p class='date'>{written}</p></body></html>"))
END
cat said
cat > expected <<'END'
2024年5月3日 2024-01-01
2024年10月23日 2024-01-01
2024年 5月 3日 2024-05-03
2024년 5월 3일 2024-05-03
END
cmp -s said expected || { echo "this is no longer what the head of this file says" >&2; exit 1; }
