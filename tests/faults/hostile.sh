#!/usr/bin/env bash
# Hostile files: an error in under 1 s and 200 MB each, by the program as it is built.
. "$(dirname "$0")/common.sh"
[ -x /usr/bin/time ] || { skip "hostile files" "/usr/bin/time is missing"; finish; }

good=$work/good.session.ron
"$driver" prepare "$good" --seed 3

# `hostile NAME FILE [COMMAND…]`: the program must refuse it in time and memory.
hostile() {
    local name=$1 file=$2 code=0 seconds kilobytes said
    /usr/bin/time -o "$work/time" -f '%e %M' timeout 20 "$OCOP_COUNCIL" check "$file" \
        >"$work/out" 2>"$work/err" || code=$?
    read -r seconds kilobytes < <(tail -n 1 "$work/time")
    said=$(head -n 1 "$work/err" | cut -c 1-90)
    if [ "$code" -eq 1 ] && [ -n "$said" ] &&
        awk -v s="$seconds" -v k="$kilobytes" 'BEGIN { exit !(s < 1 && k < 200 * 1024) }'; then
        ok "$name" "$seconds s, $((kilobytes / 1024)) MB"
    else
        fail "$name" "code $code, $seconds s, $((kilobytes / 1024)) MB: $said"
    fi
}

# Puts a checksum under a text, so that what stands above is read: `sealed FILE`.
sealed() { "$driver" seal "$1" "$1"; }

truncate -s 1G "$work/big"
hostile "1 GB of nothing" "$work/big"
{ cat "$good"; head -c 1G /dev/zero | tr '\0' ' '; } >"$work/bigger"
hostile "1 GB of blanks behind a session" "$work/bigger"
rm -f "$work/big" "$work/bigger"
head -c 31M /dev/zero | tr '\0' '(' >"$work/most"
hostile "31 MB of brackets" "$work/most"
for bracket in '(' '[' '{' 'Some('; do
    printf "%s" "$(head -1 "$good")" >"$work/deep"
    printf '\n(format: "council-session", version: 3, session: ' >>"$work/deep"
    awk -v b="$bracket" 'BEGIN { for (i = 0; i < 1000000; i++) printf "%s", b }' >>"$work/deep"
    hostile "a million $bracket" "$work/deep"
    sealed "$work/deep"
    hostile "a million $bracket, with a checksum" "$work/deep"
done

# Single faults inside a session, each under a checksum that fits.
edited() {
    local name=$1
    shift
    sed "$@" "$good" >"$work/edited"
    cmp -s "$good" "$work/edited" && fail "$name" "nothing was edited"
    sealed "$work/edited"
    hostile "$name" "$work/edited"
}
edited "1e400 for a number" '0,/round: 1\b/s//round: 1e400/'
edited "NaN for a number" '0,/round: 1\b/s//round: NaN/'
awk '/^ *"f-/ { n++ } n == 1 { block = block $0 "\n" } n == 2 && !done { printf "%s", block; done = 1 }
    { print }' "$good" >"$work/twice"
sealed "$work/twice"
hostile "a key twice" "$work/twice"
edited "a field twice" '0,/title: /s//title: "x", title: /'
edited "a field that nobody knows" '0,/title: /s//extra: 1, title: /'
edited "text behind the end" '$i more'
{ head -c 2000 "$good"; printf '\xff\xfe\xc0'; tail -c +2000 "$good"; } >"$work/utf8"
hostile "invalid UTF-8" "$work/utf8"
iconv -f utf-8 -t utf-16 "$good" >"$work/utf16"
hostile "UTF-16" "$work/utf16"
head -c 200k /dev/zero >"$work/nul"
hostile "zeros" "$work/nul"
: >"$work/empty"
hostile "no bytes at all" "$work/empty"
head -c 20k /dev/urandom >"$work/noise"
hostile "noise" "$work/noise"
head -c $(($(stat -c %s "$good") / 2)) "$good" >"$work/half"
hostile "half a file" "$work/half"
mkdir "$work/folder"
hostile "a folder" "$work/folder"
mkfifo "$work/pipe"
hostile "a pipe nobody writes to" "$work/pipe"
hostile "a device" /dev/zero
finish
