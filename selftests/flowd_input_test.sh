#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Wrong configurations, and clients of the control socket that misbehave.
# Kernels: debug 6.12 (of a program's own doings; the first is a 6.1)
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

socket=/run/flowswitch/flowd.varlink

configuration_with_mistakes()
{
	cat >"$work/wrong.conf" <<-EOF
		[Switch]
		Name=sw0
		FailMode=maybe
		[Port]
		Match=tap0
		Switch=sw9
		Vlan=4095
		[Prot]
		Match=tap1
	EOF
	flowd --check -c "$work/wrong.conf" >"$work/mistakes" 2>&1
	check "a wrong configuration is refused" test $? -eq 1
	cp "$work/mistakes" "$work/output"
	check "each mistake is named: line 3" grep -q "wrong.conf:3: .*FailMode" "$work/mistakes"
	check "line 7" grep -q "wrong.conf:7: .*4095" "$work/mistakes"
	check "line 8, with what was meant" grep -q "wrong.conf:8: .*Port" "$work/mistakes"
	check "flowd does not start with it" refuses 1 "wrong.conf:3" \
		flowd -c "$work/wrong.conf" -s "$work/socket" --state "$work/intent.json"
	check "a file that is not there is named" \
		refuses 1 "nothing.conf" flowd --check -c "$work/nothing.conf"
	check "an unknown option is refused" refuses 1 "" flowd --nonsense
}

reload()
{
	cp "$work/flowd.conf" "$work/right.conf"
	cp "$work/wrong.conf" "$work/flowd.conf"
	kill -HUP "$flowd_pid"
	check "a reload of a wrong configuration is refused" \
		wait_for said "the configuration stays as it was"
	check "and changes nothing" reaches 1 2
	{ cat "$work/right.conf"; printf '[Switch]\nName=sw1\n'; } >"$work/flowd.conf"
	kill -HUP "$flowd_pid"
	check "a reload of a right one does what it says" wait_for ip link show sw1
	cp "$work/right.conf" "$work/flowd.conf"
	kill -HUP "$flowd_pid"
	check "and undoes what it no longer says" wait_for fails ip link show sw1
	check "nothing else was touched" reaches 1 2
}

# usage: is_bound: flowd takes the upcalls of sw0
is_bound()
{
	flowctl -j -d switch show sw0 | grep -q '"daemon_bound": *true'
}

too_few_flows()
{
	check "room for fewer flows than there are is refused" refuses 2 \
		"sw0: it holds [0-9]+ flows, more than the 1 that" flowctl switch set sw0 flows_max 1
	check "and not saved" test ! -s "$work/intent.json"
	end_flowd TERM
	sed 's/^Name=sw0/&\nFlowsMax=1/' "$work/right.conf" >"$work/flowd.conf"
	check "flowd starts with a configuration that says so" start_flowd
	check "and serves the switch" eval "is_bound && reaches 1 2"
	check "which the log says" said "sw0: it holds [0-9]+ flows, more than the 1 that"
	check "another switch can be changed" eval "flowctl switch add sw1 && flowctl switch del sw1"
	cp "$work/right.conf" "$work/flowd.conf"
	kill -HUP "$flowd_pid"
}

# usage: holds_reload: whether flowd does, see signal(7): SIGHUP is the first of them
holds_reload()
{
	matches '^SigBlk:.*[13579bdf]$' "/proc/$flowd_pid/status"
}

# It waits for its configuration, which is given to it only when it was asked for a reload.
reload_while_it_starts()
{
	local gate

	end_flowd TERM
	mkfifo "$work/gate"
	flowd -c <(cat "$work/gate") --state "$work/intent.json" 2>>"$work/flowd.log" &
	flowd_pid=$!
	exec {gate}>"$work/gate"
	wait_for holds_reload >"$work/output"
	kill -HUP "$flowd_pid"
	cat "$work/flowd.conf" >&"$gate"
	exec {gate}>&-
	check "a reload that is asked for while flowd starts is done later" \
		wait_for said "this pipe is empty, as it is after it was read once"
	check "and loses nothing" eval "flowctl status && ip link show sw0"
	end_flowd TERM
	check "flowd starts again" start_flowd
	mkdir "$work/conf.d"
	mkfifo "$work/conf.d/fifo.conf"
	kill -HUP "$flowd_pid"
	check "a FIFO is not waited for" wait_for said "fifo.conf: cannot be read: it is a FIFO"
	rm -r "$work/conf.d"
}

# usage: tells EXPRESSION: flowd has told the service manager so
tells()
{
	matches "$1" "$work/notified"
}

# It is long by the watchdog's time if there is one tell in it.
long_work()
{
	local manager

	end_flowd TERM
	python3 -IS -c "
import socket
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.bind('$work/notify')
while True:
    print(manager.recv(4096).decode().replace('\n', ' '), flush=True)" >"$work/notified" &
	manager=$!
	wait_for test -S "$work/notify"
	export NOTIFY_SOCKET=$work/notify WATCHDOG_USEC=2000
	check "flowd starts under a watchdog" start_flowd
	unset NOTIFY_SOCKET WATCHDOG_USEC
	check "which hears that it lives before it is ready" \
		wait_for eval "matches '^(WATCHDOG=1 EXTEND_TIMEOUT_USEC=2000 )+READY=1 ' <(tr '\\n' ' ' <'$work/notified')"
	kill -HUP "$flowd_pid"
	wait_for tells "^RELOADING=1" >"$work/output"
	check "and in a reload, between its steps" \
		wait_for eval "matches 'RELOADING=1 WATCHDOG=1 EXTEND' <(tr '\n' ' ' <'$work/notified')"
	end_flowd TERM
	kill $manager
	check "flowd starts again" start_flowd
}

# usage: client PYTHON: with a socket that is connected to flowd, "client"
client()
{
	python3 -IS - "$socket" "$1" <<-'EOF'
		import socket, sys, json
		client = socket.socket(socket.AF_UNIX)
		client.settimeout(120)
		client.connect(sys.argv[1])

		def call(method, **parameters):
		    client.sendall(json.dumps({"method": method, "parameters": parameters}).encode() + b"\0")
		    return answer()

		def answer():
		    text = b""
		    while not text.endswith(b"\0"):
		        more = client.recv(1 << 20)
		        if not more:
		            return json.loads(text.rstrip(b"\0") or "null")
		        text += more
		    return json.loads(text[:-1])

		def ended():
		    try:
		        while client.recv(1 << 20):
		            pass
		        return True
		    except (BrokenPipeError, ConnectionResetError):
		        return True

		def send(data):
		    try:
		        client.sendall(data)
		    except (BrokenPipeError, ConnectionResetError):
		        pass

		exec(sys.argv[2])
	EOF
}

clients()
{
	check "a client learns what the service is" client "
assert 'io.flowswitch' in call('org.varlink.service.GetInfo')['parameters']['interfaces']
assert 'method Apply' in call('org.varlink.service.GetInterfaceDescription',
    interface='io.flowswitch')['parameters']['description']"
	check "an unknown method is named" client "
assert call('io.flowswitch.Nothing')['error'] == 'org.varlink.service.MethodNotFound'"
	check "a parameter of the wrong type is named" client "
reply = call('io.flowswitch.GetFdb', vlan='ten')
assert reply['error'] == 'org.varlink.service.InvalidParameter'
assert reply['parameters']['parameter'] == 'vlan'"
	check "a refusal names the operation, and nothing is changed" client "
reply = call('io.flowswitch.Apply', operations=[
    {'operation': 'switch-add', 'name': 'sw7'}, {'operation': 'port-add', 'match': 'x', 'switch': 'sw8'}])
assert reply['error'] == 'io.flowswitch.Refused' and reply['parameters']['operation'] == 1
assert not any(item['name'] == 'sw7' for item in call('io.flowswitch.GetSwitches')['parameters']['switches'])"
	check "garbage ends the connection, with a sentence" client "
send(bytes(range(1, 256)) * 10 + b'\0')
assert answer()['error'] == 'io.flowswitch.Refused' and ended()"
	check "so do 10 MB of it" client "
send(b'x' * 10000000)
assert ended()"
	check "and a message of 20 MB" client "
send(b'{' + b' ' * 20000000)
assert ended()"
	check "a message nested deeply is refused" client "
send(b'[' * 100000 + b'\0')
assert ended()"
}

# More than a message of others may have.
large_configuration()
{
	python3 -IS - >"$work/large.conf" <<-'EOF'
		print("[Switch]", "Name=sw0", sep="\n")
		for port in range(200):
		    print("[Port]", f"Match=tap{port}", sep="\n")
		    for vid in range(2, 4000, 70):
		        print("Trunk=" + ",".join(str(v) for v in range(vid, min(vid + 70, 4000), 2)))
	EOF
	check "a configuration of $(stat -c %s "$work/large.conf") bytes is taken" \
		flowctl -t 60 config check "$work/large.conf"
}

# Clients that send half a message, or never read, while others are served.
lazy_clients()
{
	python3 -IS - "$socket" "$work/lazy" <<-'EOF' &
		import socket, sys, time
		clients = []
		for i in range(20):
		    client = socket.socket(socket.AF_UNIX)
		    client.connect(sys.argv[1])
		    clients.append(client)
		    client.setblocking(False)
		    try:
		        client.send(b'{"method": ')
		        while i >= 10:
		            client.send(b'"io.flowswitch.GetSwitches"}\0{"method":')
		    except BlockingIOError:
		        pass
		open(sys.argv[2], "w")
		time.sleep(600)
	EOF
	local clients=$!

	wait_for test -e "$work/lazy"
	check "others are served beside clients that stop half way or do not read" flowctl -t 20 fdb
	check "and beside them frames are forwarded, and stations learned" \
		eval "flowctl fdb flush && reaches 1 2 && wait_for knows 52:54:00:00:00:01 port1"
	kill $clients
	check "flowd is still the same" kill -0 "$flowd_pid"
}

not_for_others()
{
	check "the socket is root's alone" test "$(stat -c %a $socket)" = 600
	check "a second flowd is refused" refuses 2 \
		"another flowd serves $socket already; stop process $flowd_pid first" \
		flowd -c "$work/right.conf"
	check "and the first serves on" flowctl fdb
}

echo "TAP version 13"
add_two_hosts
configuration_with_mistakes
check "flowd starts" start_flowd
reload
too_few_flows
reload_while_it_starts
long_work
clients
large_configuration
lazy_clients
not_for_others
finish
