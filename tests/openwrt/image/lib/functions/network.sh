# shellcheck shell=dash disable=SC1090,SC2034,SC2154,SC3043
# Stand-in for OpenWrt's /lib/functions/network.sh. What netifd would tell stands in /lab/net/NETWORK as shell
# assignments: up, device (below the protocol), l3_device (what carries the addresses; only while up), default_route.

# _network_word VARIABLE NETWORK WORD
_network_word() {
	unset "$1"
	[ -f "/lab/net/$2" ] || return 1
	# Aside, as the file's words may be names of the caller's variables.
	eval "$1=\$(up='' device='' l3_device='' proto=''; . /lab/net/$2; [ \"\$up\" = 1 ] || l3_device=; echo \"\$$3\")"
	eval "[ -n \"\$$1\" ]" && return
	unset "$1"
	return 1
}

network_get_device() { _network_word "$1" "$2" l3_device; }
network_get_physdev() { _network_word "$1" "$2" device; }
network_flush_cache() { return 0; }

network_is_up() {
	local up=
	_network_word up "$1" up && [ "$up" = 1 ]
}

network_find_wan() {
	local file up default_route
	unset "$1"
	for file in /lab/net/*; do
		up='' default_route=''
		. "$file"
		[ "$up" = 1 ] && [ "$default_route" = 1 ] || continue
		eval "$1=\${file##*/}"
		return 0
	done
	return 1
}
