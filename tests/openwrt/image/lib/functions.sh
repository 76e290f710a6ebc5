# shellcheck shell=dash disable=SC1090,SC2034,SC2154,SC2046,SC3043
# Stand-in for OpenWrt's /lib/functions.sh: the functions that scripts of packages call, with the documented behaviour.

NO_EXPORT=1

append() {
	eval "$1=\"\${$1:+\${$1}\${2:+\${3:- }}}\$2\""
}

# list_contains VARIABLE WORD
list_contains() {
	local words
	eval "words=\$$1"
	case " $words " in
		*" $2 "*) return 0 ;;
	esac
	return 1
}

reset_cb() {
	config_cb() { return 0; }
	option_cb() { return 0; }
	list_cb() { return 0; }
}
reset_cb

# What `uci export` prints is shell: these four read it.
package() {
	return 0
}

config() {
	_config_number=$((_config_number + 1))
	CONFIG_SECTION=${2:-cfg$_config_number}
	append CONFIG_SECTIONS "$CONFIG_SECTION"
	config_set "$CONFIG_SECTION" TYPE "$1"
	config_cb "$1" "$CONFIG_SECTION"
}

option() {
	local name=$1
	shift
	config_set "$CONFIG_SECTION" "$name" "$*"
	option_cb "$name" "$*"
}

list() {
	local name=$1 number
	shift
	config_get number "$CONFIG_SECTION" "${name}_LENGTH" 0
	[ "$number" != 0 ] || append _config_lists "${CONFIG_SECTION}_$name"
	number=$((number + 1))
	config_set "$CONFIG_SECTION" "${name}_ITEM$number" "$*"
	config_set "$CONFIG_SECTION" "${name}_LENGTH" "$number"
	append "CONFIG_${CONFIG_SECTION}_$name" "$*"
	list_cb "$name" "$*"
}

config_set() {
	eval "CONFIG_$1_$2=\$3"
}

# config_get VARIABLE SECTION OPTION [DEFAULT], or config_get SECTION OPTION to print it. A section or an option
# whose name has other characters than a variable's does not exist; the variable stays as it was.
config_get() {
	case $2${3:-$1} in
		*[!A-Za-z0-9_]*) return 0 ;;
	esac
	if [ -n "$3" ]; then
		eval "$1=\${CONFIG_${2}_$3:-\$4}"
	else
		eval "echo \"\${CONFIG_${1}_$2:-\$4}\""
	fi
}

config_get_bool() {
	local text
	config_get text "$2" "$3" "$4"
	case $text in
		1 | on | true | yes | enabled) text=1 ;;
		0 | off | false | no | disabled) text=0 ;;
		*) text=$4 ;;
	esac
	eval "$1=\$text"
}

# config_foreach FUNCTION [TYPE] [ARGUMENTS...]
config_foreach() {
	local _function=$1 _type=$2 section kind
	shift
	[ $# = 0 ] || shift
	for section in $CONFIG_SECTIONS; do
		config_get kind "$section" TYPE
		[ -z "$_type" ] || [ "$kind" = "$_type" ] || continue
		eval "$_function \"\$section\" \"\$@\""
	done
}

# config_list_foreach SECTION OPTION FUNCTION [ARGUMENTS...]
config_list_foreach() {
	[ $# -ge 3 ] || return 0
	local section=$1 name=$2 _function=$3 number=1 count entry
	shift 3
	config_get count "$section" "${name}_LENGTH" 0
	while [ "$number" -le "$count" ]; do
		config_get entry "$section" "${name}_ITEM$number"
		eval "$_function \"\$entry\" \"\$@\""
		number=$((number + 1))
	done
}

# What an image build runs has no configuration to read.
config_load() {
	[ -z "$IPKG_INSTROOT" ] || return 0
	local text status name
	for name in $_config_lists; do
		eval "unset CONFIG_$name CONFIG_${name}_LENGTH"
	done
	_config_lists='' CONFIG_SECTIONS='' CONFIG_SECTION='' _config_number=0
	text=$(/sbin/uci ${UCI_CONFIG_DIR:+-c "$UCI_CONFIG_DIR"} -S -n export "$1" 2> /dev/null)
	status=$?
	[ "$status" != 0 ] || eval "$text"
	[ -z "$CONFIG_SECTION" ] || config_cb
	return "$status"
}

# --- users, from the package's Require-User: user[=uid][:group[=gid]] ---

_free_id() {
	local id=32768
	while cut -d : -f 3 "$IPKG_INSTROOT/etc/passwd" "$IPKG_INSTROOT/etc/group" | grep -q "^$id\$"; do
		id=$((id + 1))
	done
	echo "$id"
}

group_exists() { grep -qs "^$1:" "$IPKG_INSTROOT/etc/group"; }
user_exists() { grep -qs "^$1:" "$IPKG_INSTROOT/etc/passwd"; }
group_add() { echo "$1:x:$2:" >> "$IPKG_INSTROOT/etc/group"; }

user_add() {
	echo "$1:x:$2:$3:$1:/var/run/$1:/bin/false" >> "$IPKG_INSTROOT/etc/passwd"
	echo "$1:x:0:0:99999:7:::" >> "$IPKG_INSTROOT/etc/shadow"
}

add_group_and_user() {
	local users entry user group uid gid
	users=$(sed -n 's/^Require-User: *//p' "$IPKG_INSTROOT/usr/lib/opkg/info/$1.control" 2> /dev/null)
	for entry in $users; do
		user=${entry%%:*} group=
		case $entry in
			*:*) group=${entry#*:} group=${group%%:*} ;;
		esac
		uid='' gid=''
		case $user in *=*) uid=${user#*=} user=${user%%=*} ;; esac
		case $group in *=*) gid=${group#*=} group=${group%%=*} ;; esac
		if [ -n "$group" ]; then
			group_exists "$group" || group_add "$group" "${gid:-$(_free_id)}"
			gid=$(grep "^$group:" "$IPKG_INSTROOT/etc/group" | cut -d : -f 3)
		fi
		user_exists "$user" || user_add "$user" "${uid:-${gid:-$(_free_id)}}" "$gid"
	done
}

# --- what the scripts of every package do ---

_package_of() {
	local name=${1##*/}
	echo "${pkgname:-${name%.*}}"
}

default_postinst() {
	local root=$IPKG_INSTROOT package list script shell status=0
	# The building machine's bash where it has one.
	shell=$(command -v bash)
	package=$(_package_of "$1")
	list=$root/usr/lib/opkg/info/$package.list
	add_group_and_user "$package"
	if [ -z "$root" ] && grep -qs '^/etc/uci-defaults/' "$list"; then
		mkdir -p /tmp/.uci
		for script in $(grep '^/etc/uci-defaults/' "$list"); do
			[ -f "$script" ] || continue
			(cd "${script%/*}" && . "$script") && rm -f "$script"
		done
		uci commit
	fi
	if [ -f "$root/usr/lib/opkg/info/$package.postinst-pkg" ]; then
		(. "$root/usr/lib/opkg/info/$package.postinst-pkg")
		status=$?
	fi
	for script in $(grep -s '^/etc/init.d/' "$list"); do
		if [ -n "$root" ]; then
			"${shell:-/bin/sh}" "$root/etc/rc.common" "$root$script" enable
			continue
		fi
		[ "$PKG_UPGRADE" = 1 ] || "$script" enable
		"$script" start
	done
	return "$status"
}

default_prerm() {
	local root=$IPKG_INSTROOT package script shell status=0
	shell=$(command -v bash)
	package=$(_package_of "$1")
	if [ -f "$root/usr/lib/opkg/info/$package.prerm-pkg" ]; then
		(. "$root/usr/lib/opkg/info/$package.prerm-pkg")
		status=$?
	fi
	for script in $(grep -s '^/etc/init.d/' "$root/usr/lib/opkg/info/$package.list"); do
		if [ -n "$root" ]; then
			"${shell:-/bin/sh}" "$root/etc/rc.common" "$root$script" disable
			continue
		fi
		[ "$PKG_UPGRADE" = 1 ] || "$script" disable
		"$script" stop
	done
	return "$status"
}
