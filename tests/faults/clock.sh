#!/usr/bin/env bash
# Clocks that run backwards, leap days, days after 2038, other zones: the order of the earlier
# versions follows their numbers, and a certificate lapses on its day.
. "$(dirname "$0")/common.sh"

need "clocks" faketime || finish
file=$work/a.session.ron

# Saves once at a moment: `save_at MOMENT SEED`.
save_at() {
    printf '%s\n' "edit 3" flush save flush end |
        faketime "$1" "$driver" talk "$file" --seed "$2" --journals "$work/data/journals" |
        grep -q '^saved 3$'
}

n=0
"$driver" prepare "$file" --seed 9
for moment in "2026-11-24 10:00:00" "2026-11-24 09:00:00" "2024-02-29 12:00:00" "2040-01-20 00:00:00" \
    "1999-12-31 23:59:59" "2038-01-19 03:14:08" "2026-11-24 10:00:01"; do
    n=$((n + 1))
    save_at "$moment" "$n" || fail "saves at $moment" "not saved"
done
# Newest first, by number; the session in each is an older one.
order=$("$driver" generations "$file")
if awk '{ if (NR > 1 && ($1 >= number || $2 > lines)) exit 1; number = $1; lines = $2 } END { exit NR != 5 }' \
    <<<"$order"; then
    ok "earlier versions under a wild clock" "$n saves, the newest 5 in order"
else
    fail "earlier versions under a wild clock" "$(tr '\n' ';' <<<"$order")"
fi

# A change is recovered although the clock went back meanwhile.
printf '%s\n' "edit 3" flush | faketime "2030-01-01" "$driver" talk "$file" --seed 90 \
    --journals "$work/data/journals" >/dev/null
cp "$file" "$work/base.session.ron"
if out=$(faketime "2020-02-29" "$driver" check "$file" --base "$work/base.session.ron" --seed 90 \
    --confirmed 3 --journals "$work/data/journals" --saves 2>&1); then
    ok "a journal of later than now" "${out%% /*}"
else
    fail "a journal of later than now" "$out"
fi

# The state of the first certificate: `state ISSUED [OPTION…]`, under TZ and the clock of the caller.
state() {
    local issued=$1
    shift
    "$driver" prepare "$work/$issued.session.ron" --issued "$issued"
    "$@" | awk -F'"' '/"validity": \{/ { inside = 1 } inside && /"state"/ { state = $4 }
        inside && /"expires_on"/ { print state, $4; exit }'
}

tally() { "$OCOP_COUNCIL" tally --json "$@"; }

# ISSUED, DAY, expected: 36 months on, clamped to the month's end; the last day still counts.
n=0
while read -r issued day expected; do
    n=$((n + 1))
    for zone in Asia/Ho_Chi_Minh Pacific/Kiritimati Etc/GMT+12 UTC; do
        found=$(TZ=$zone state "$issued" tally "$work/$issued.session.ron" --today "$day")
        [ "$found" = "$expected" ] || fail "a certificate of $issued on $day ($zone)" "$found"
    done
done <<'END'
2024-02-29 2027-02-28 window_missed 2027-02-28
2024-02-29 2027-03-01 lapsed 2027-02-28
2025-02-28 2028-02-28 window_missed 2028-02-28
2025-02-28 2028-02-29 lapsed 2028-02-28
2023-11-24 2026-11-24 window_missed 2026-11-24
2023-11-24 2026-11-25 lapsed 2026-11-24
2036-01-20 2039-01-20 window_missed 2039-01-20
2036-01-20 2039-01-21 lapsed 2039-01-20
2097-02-28 2100-02-28 window_missed 2100-02-28
2097-02-28 2100-03-01 lapsed 2100-02-28
END
ok "certificates to the day, in four zones" "$n days"

# Today is the day of the place: one moment, two days.
n=0
while read -r zone moment expected; do
    n=$((n + 1))
    found=$(TZ=$zone state 2023-11-24 faketime "$(TZ=$zone date -d "$moment" '+%F %T')" \
        "$OCOP_COUNCIL" tally --json "$work/2023-11-24.session.ron")
    [ "${found%% *}" = "$expected" ] || fail "today in $zone" "$found"
done <<'END'
UTC 2026-11-24T18:00Z window_missed
Asia/Ho_Chi_Minh 2026-11-24T18:00Z lapsed
Asia/Ho_Chi_Minh 2026-11-24T16:59Z window_missed
Pacific/Kiritimati 2026-11-24T10:30Z lapsed
Etc/GMT+12 2026-11-25T11:59Z window_missed
END
ok "today is the day of the place" "$n moments"
finish
