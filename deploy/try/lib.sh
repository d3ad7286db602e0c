# What the tries share: a line for each check, and readers who vote. For bash; sourced, with `notes` set to a folder and `origin`
# to where readers come in.

poll=night-trains
failures=0

# Says that something holds, or that it does not, which the end of the try counts; fails then, for where nothing else can hold.
check() {
    local sentence=$1
    shift
    if "$@" >"$notes/output" 2>&1; then
        echo "ok      $sentence"
    else
        failures=$((failures + 1))
        echo "FAILED  $sentence"
        sed 's/^/        /' "$notes/output" | tail -n 20
        return 1
    fi
}

# The last line, and the exit code.
verdict() {
    echo
    if [ "$failures" -gt 0 ]; then
        echo "$failures of the checks failed."
        return 1
    fi
    echo 'All checks passed.'
}

# Waits for a condition, at most so many seconds.
within() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.2
    done
}

answers() { curl --fail --silent --max-time 2 --output "$notes/answer" "$1"; }

# One reader's vote, as the app sends it; the answer has to be that it counts.
vote() {
    local address=$1 reader=$2 status
    status=$(curl --silent --max-time 15 --output "$notes/vote-$BASHPID" --write-out '%{http_code}' --request PUT \
        --header 'content-type: application/json' --header "hustings-reader: a-reader-of-this-try-$reader" \
        --data '{"options":["direct"]}' "$address/api/v1/polls/$poll/vote")
    [ "$status" = 200 ] || { echo "a vote was answered with $status"; cat "$notes/vote-$BASHPID"; return 1; }
}

# The same by a form, without scripts: the first answer gives a cookie, with which the form is sent again.
vote_by_form() {
    local address=$1 jar place
    jar=$(mktemp "$notes/jar-XXXXXX")
    place=$(curl --silent --show-error --max-time 30 --location --cookie "$jar" --cookie-jar "$jar" \
        --header "origin: $origin" --data 'option=direct' --output "$notes/vote-$BASHPID" \
        --write-out '%{http_code} %{url_effective}' "$address/en/polls/$poll/vote")
    case $place in
        # A vote that counts leads to its page without a notice.
        "200 "*["?&"]notice=*) echo "a form led to $place"; return 1 ;;
        "200 "*) ;;
        *) echo "a form was answered with $place"; return 1 ;;
    esac
}

# How many votes the poll has.
votes() {
    curl --fail --silent --max-time 5 "$1/api/v1/polls/$poll?lang=en" | sed 's/.*"total_votes":\([0-9]*\).*/\1/'
}

has_votes() {
    local now
    now=$(votes "$1")
    [ "$now" = "$2" ] || { echo "$1 has ${now:-no} votes and not $2"; return 1; }
}

voters=()
# Six readers vote without a pause until `end_voting`, at most for two minutes; one of them by forms.
begin_voting() {
    local voter
    rm -f "$notes/stop" "$notes"/voter-*
    voters=()
    for voter in 0 1 2 3 4 5; do
        keep_voting "$voter" "$1" &
        voters+=($!)
    done
}

keep_voting() {
    local turn=0 deadline=$((SECONDS + 120))
    while [ ! -e "$notes/stop" ] && [ "$SECONDS" -lt "$deadline" ]; do
        if [ "$1" = 0 ]; then vote_by_form "$2"; else vote "$2" "$1-$turn-${RANDOM}"; fi ||
            { echo "the vote $turn of the voter $1 is lost" >&2; exit 1; }
        turn=$((turn + 1))
        echo "$turn" >"$notes/voter-$1"
        sleep "${pause:-0.06}"
    done
}

# Ends the voting; `cast` is then how many votes were acknowledged.
end_voting() {
    local voter count outcome=0
    touch "$notes/stop"
    for voter in "${voters[@]}"; do wait "$voter" || outcome=1; done
    cast=0
    for count in "$notes"/voter-*; do cast=$((cast + $(cat "$count"))); done
    return "$outcome"
}

# Ends what still runs beside the checks, voters and streams.
end_beside() {
    local beside
    touch "$notes/stop"
    mapfile -t beside < <(jobs -p)
    [ "${#beside[@]}" = 0 ] || kill "${beside[@]}" 2>"$notes/ended"
    wait
}
