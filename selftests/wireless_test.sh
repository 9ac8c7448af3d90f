#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A wireless station sends from its own address only, so its netdev cannot be a
# port; the radio is simulated.
#
# Kernels: 6.1 6.12 (mac80211_hwsim)
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

modprobe mac80211_hwsim radios=1
ip link add sw0 type flowdp
station=$(basename /sys/class/ieee80211/*/device/net/*)
sentence="this netdev does not carry other addresses than its own, so it cannot be a port"

echo "TAP version 13"
check "a station is refused as a port" refuses 2 "$sentence" ip link set "$station" master sw0
check "and has no master then" fails test -e "/sys/class/net/$station/master"
rmmod mac80211_hwsim
finish
