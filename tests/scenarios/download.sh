# SPDX-License-Identifier: Apache-2.0
# What a run script sources after tap.sh when its profiles go over a real SM-DP+ into a card.
server=
trap '[ -n "$server" ] && kill -9 $server 2>/dev/null; rm -rf "$work"' EXIT

# A quickstart's PKI and settings, and its SM-DP+ running.
start_server() {
	provisim quickstart --dir first >quickstart.out 2>&1 || { cat quickstart.out; echo "Bail out! no quickstart"; exit 1; }
	export PROVISIM_SMDP_CONFIG=$work/first/smdp.yaml PROVISIM_CA=$work/first/pki/ci.pem
	provisim-smdp serve >server.out 2>server.log &
	server=$!
	for try in $(seq 600); do
		grep -qs "^listening on" server.out && break
		sleep 0.05
	done
}

stop_server() {
	kill -TERM $server
	wait $server
	server=
}

# download CARD ICCID [OPTION…] PACKAGE: into stock, ordered, downloaded into a card, enabled.
download() {
	local card=$1 iccid=$2 code
	shift 2
	[ -e "$card" ] || provisim euicc create "$card" --pki first/pki >/dev/null || return 1
	provisim smdp profile add --text "$@" && provisim smdp order --text "$iccid" && provisim smdp confirm --text "$iccid" &&
		provisim smdp release --text "$iccid" || return 1
	code=$(provisim smdp code --json "$iccid" | sed -n 's/.*"activationCode":"\([^"]*\)".*/\1/p')
	provisim lpa --text --card "$card" profile download -a "$code" --yes &&
		provisim lpa --text --card "$card" profile enable "$iccid"
}

# authenticate CARD KI OPC: the card answers a challenge that osmo-auc-gen made with these keys, as osmo-auc-gen does.
authenticate() {
	local rand=000102030405060708090A0B0C0D0E0F
	osmo-auc-gen -3 -a MILENAGE -k "$2" -o "$3" -f 8000 -r $rand -s 64 >vector || return 1
	value() { sed -n "s/^$1:[[:space:]]*\([0-9a-f]*\).*/\1/p" vector | tr a-f A-F; }
	provisim euicc apdu --text "$1" 00A4040C07A0000000871002 "0088008122""10$rand""10$(value AUTN)" >out &&
		has out "DB08$(value RES)10$(value CK)10$(value IK)"
}
