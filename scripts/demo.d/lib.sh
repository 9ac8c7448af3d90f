# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# How the demonstration speaks, and how it keeps count of what it checked.

results=()
failures=0
bold='' green='' red='' plain=''
if [ -n "${DEMO_COLOUR:-}" ]; then
	bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
fi

step()
{
	printf '\n%s%s%s\n' "$bold" "$*" "$plain"
}

say()
{
	printf '  %s\n' "$*"
}

# Shows a command, runs it, and shows what it says; whatever its exit status.
show()
{
	printf '\n  $ %s\n' "$*"
	"$@" 2>&1 | sed 's/^/  /' || true
	echo
}

# usage: print_result ok|FAILED WHAT [DETAIL]
print_result()
{
	local colour=$green

	[ "$1" = ok ] || colour=$red
	printf '  %s%-6s%s  %-58s  %s\n' "$colour" "$1" "$plain" "$2" "${3:-}"
}

# usage: check WHAT COMMAND...: the command may leave a detail in $seen
check()
{
	local what=$1 result=ok

	shift
	seen=
	if ! "$@"; then
		result=FAILED
		failures=$((failures + 1))
	fi
	results+=("$result" "$what" "$seen")
	print_result "$result" "$what" "$seen"
}

# What everything after it needs: the demonstration ends if it fails.
must()
{
	check "$@"
	[ "${results[-3]}" = ok ] || exit 1
}

# usage: wait_for SECONDS COMMAND...: until the command succeeds
wait_for()
{
	local end=$((SECONDS + $1))

	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt "$end" ] || return 1
		sleep 0.1
	done
}

milliseconds()
{
	echo $((${EPOCHREALTIME/./} / 1000))
}

summary()
{
	local i

	step "What was checked"
	for ((i = 0; i < ${#results[@]}; i += 3)); do
		print_result "${results[@]:i:3}"
	done
	printf '\n  %d checks, %d failed, in %d s\n' $((${#results[@]} / 3)) "$failures" "$SECONDS"
}
