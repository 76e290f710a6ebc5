# shellcheck shell=dash disable=SC1091,SC2034,SC2120,SC2154,SC3043
# Stand-in for OpenWrt's /lib/functions/procd.sh. Each call is written to /lab/calls with its arguments; what they
# build goes to the process 1 of this image, a small procd.

. "$IPKG_INSTROOT/usr/share/libubox/jshn.sh"

PROCD_RELOAD_DELAY=1000

# The tree is built aside, so that a script can build one of its own at the same time.
_procd_call() {
	local before
	json_set_namespace procd before
	"$@"
	local status=$?
	json_set_namespace "$before"
	return "$status"
}

for _name in open_service close_service open_instance close_instance add_instance set_param append_param \
	add_jail add_jail_mount add_jail_mount_rw open_trigger close_trigger add_raw_trigger add_config_trigger \
	add_interface_trigger add_reload_trigger add_reload_interface_trigger add_reload_data_trigger \
	add_validation kill send_signal; do
	eval "procd_$_name() { _procd_note procd_$_name \"\$@\"; _procd_call _procd_$_name \"\$@\"; }"
done

_procd_note() {
	local words=$1
	shift
	while [ $# -gt 0 ]; do
		case $1 in
			'' | *' '*) words="$words '$1'" ;;
			*) words="$words $1" ;;
		esac
		shift
	done
	echo "$words" >> /lab/calls
}

_procd_service_name() {
	local script
	script=$(readlink "$initscript")
	script=${script:-$initscript}
	echo "${script##*/}"
}

# One run of an init script at a time.
procd_lock() {
	exec 9> "/var/lock/procd_$(_procd_service_name).lock"
	flock 9
}

# _procd_ask VERB [FILE or WORDS...]: process 1 does it, and answers.
_procd_ask() {
	local reply=/lab/procd/reply-$$ status
	mkfifo "$reply"
	echo "$reply $*" > /lab/procd/requests
	read -r status < "$reply"
	rm "$reply"
	return "${status:-4}"
}

_procd_strings() {
	while [ $# -gt 0 ]; do
		json_add_string '' "$1"
		shift
	done
}

_procd_table() {
	local pair value
	for pair in "$@"; do
		value=${pair#*=}
		[ "$value" != "$pair" ] || value=
		json_add_string "${pair%%=*}" "$value"
	done
}

_procd_open_service() {
	procd_lock
	_procd_name=$1 _procd_instances=0 _procd_triggers=0
	json_init
	json_add_string name "$1"
	[ -z "$2" ] || json_add_string script "$2"
	json_add_object instances
}

_procd_close_service() {
	local file=/lab/procd/message-$$
	json_close_object
	_procd_open_trigger
	service_triggers
	_procd_close_trigger
	if type service_data > /dev/null 2>&1; then
		json_add_object data
		service_data
		json_close_object
	fi
	json_dump > "$file"
	_procd_ask "${1:-set}" "$file"
}

_procd_open_instance() {
	_procd_instances=$((_procd_instances + 1))
	json_add_object "${1:-instance$_procd_instances}"
}

_procd_close_instance() {
	local _json_no_warning=1 here count
	if json_select respawn; then
		eval "here=\$Jprocd_here"
		eval "count=\$Jprocd_count$here"
		[ "$count" != 0 ] || _procd_strings 3600 5 5
		json_select ..
	fi
	json_close_object
}

_procd_add_instance() {
	_procd_open_instance
	_procd_set_param command "$@"
	_procd_close_instance
}

_procd_set_param() {
	local type=$1
	shift
	case $type in
		command | file | netdev | respawn | watch | watchdog | error)
			json_add_array "$type"
			_procd_strings "$@"
			json_close_array
			;;
		env | data | limits)
			json_add_object "$type"
			_procd_table "$@"
			json_close_object
			;;
		nice | term_timeout) json_add_int "$type" "$1" ;;
		reload_signal) json_add_int "$type" "$(kill -l "$1")" ;;
		stdout | stderr | no_new_privs) json_add_boolean "$type" "$1" ;;
		user | group | capabilities | seccomp | pidfile | facility) json_add_string "$type" "$1" ;;
		*) echo "procd.sh of the lab: unknown parameter $type" >&2 ;;
	esac
}

_procd_append_param() {
	local type=$1 _json_no_warning=1
	if ! json_select "$type"; then
		_procd_set_param "$@"
		return
	fi
	shift
	case $type in
		env | data | limits) _procd_table "$@" ;;
		*) _procd_strings "$@" ;;
	esac
	json_select ..
}

_procd_add_jail() {
	local flag
	json_add_object jail
	json_add_string name "$1"
	shift
	for flag in "$@"; do
		json_add_boolean "$flag" 1
	done
	json_add_object mount
	json_close_object
	json_close_object
}

_procd_jail_mounts() {
	local writable=$1 _json_no_warning=1
	shift
	json_select jail || return
	if json_select mount; then
		while [ $# -gt 0 ]; do
			json_add_string "$1" "$writable"
			shift
		done
		json_select ..
	fi
	json_select ..
}

_procd_add_jail_mount() { _procd_jail_mounts 0 "$@"; }
_procd_add_jail_mount_rw() { _procd_jail_mounts 1 "$@"; }

_procd_open_trigger() {
	_procd_triggers=$((_procd_triggers + 1))
	[ "$_procd_triggers" -gt 1 ] || json_add_array triggers
}

_procd_close_trigger() {
	_procd_triggers=$((_procd_triggers - 1))
	[ "$_procd_triggers" -gt 0 ] || json_close_array
}

# A trigger here is one text: EVENT KEY VALUE DELAY COMMAND.
_procd_trigger() {
	json_add_string '' "$*"
}

_procd_add_raw_trigger() {
	local event=$1 delay=$2
	shift 2
	_procd_trigger "$event" - - "$delay" "$@"
}

_procd_add_config_trigger() {
	local event=$1 package=$2
	shift 2
	_procd_trigger "$event" package "$package" "$PROCD_RELOAD_DELAY" "$@"
}

_procd_add_interface_trigger() {
	local event=$1 interface=$2
	shift 2
	_procd_trigger "$event" interface "$interface" "$PROCD_RELOAD_DELAY" "$@"
}

_procd_add_reload_trigger() {
	local package
	_procd_open_trigger
	for package in "$@"; do
		_procd_add_config_trigger config.change "$package" "/etc/init.d/$(_procd_service_name)" reload
	done
	_procd_close_trigger
}

_procd_add_reload_interface_trigger() {
	_procd_open_trigger
	_procd_add_interface_trigger 'interface.*' "$1" "/etc/init.d/$(_procd_service_name)" reload
	_procd_close_trigger
}

_procd_add_reload_data_trigger() {
	local name
	_procd_open_trigger
	for name in "$@"; do
		_procd_trigger service.data.update name "$name" "$PROCD_RELOAD_DELAY" "/etc/init.d/$(_procd_service_name)" reload
	done
	_procd_close_trigger
}

_procd_add_validation() {
	json_select ..
	json_add_array validate
	"$@"
	json_close_array
	json_select triggers
}

# What follows is added where the tree stands: inside an instance, or before any.
procd_open_data() {
	_procd_note procd_open_data "$@"
	json_set_namespace procd _procd_before
	json_add_object data
}

procd_close_data() {
	_procd_note procd_close_data
	json_close_object
	json_set_namespace "$_procd_before"
}

_procd_kill() { _procd_ask delete "$1" "$2"; }

_procd_send_signal() {
	local number=$3
	case $number in
		[A-Z]*) number=$(kill -l "$number") ;;
	esac
	_procd_ask signal "$1" "${2:-*}" "${number:-1}"
}

procd_running() {
	local file
	for file in /lab/procd/services/"$1"/${2:-*}.pid; do
		[ -s "$file" ] && return 0
	done
	return 1
}

_procd_status() {
	local folder=/lab/procd/services/$1 all=0 running=0 file
	if [ ! -d "$folder" ]; then
		echo inactive
		return 3
	fi
	for file in "$folder"/*.instance; do
		[ -f "$file" ] || continue
		[ -z "$2" ] || [ "${file##*/}" = "$2.instance" ] || continue
		all=$((all + 1))
		[ ! -s "${file%.instance}.pid" ] || running=$((running + 1))
	done
	if [ "$all" = 0 ]; then
		[ -z "$2" ] || { echo "unknown instance $2"; return 4; }
		echo "active with no instances"
	elif [ "$running" = 0 ]; then
		echo "not running"
		return 5
	elif [ "$running" = "$all" ]; then
		echo running
	else
		echo "running ($running/$all)"
	fi
}

uci_validate_section() {
	local package=$1 type=$2 name=$3 text status
	shift 3
	text=$(/sbin/validate_data "$package" "$type" "$name" "$@" 2> /dev/null)
	status=$?
	eval "$text"
	[ "$status" = 0 ] || /sbin/validate_data "$package" "$type" "$name" "$@" > /dev/null
	return "$status"
}

# uci_load_validate PACKAGE TYPE SECTION FUNCTION OPTION:TYPE:DEFAULT...
uci_load_validate() {
	local _package=$1 _type=$2 _section=$3 _function=$4 _option _status
	shift 4
	_procd_note uci_load_validate "$_package" "$_type" "$_section" "$_function"
	for _option in "$@"; do
		local "${_option%%:*}"
	done
	uci_validate_section "$_package" "$_type" "$_section" "$@"
	_status=$?
	[ -n "$_function" ] || return "$_status"
	"$_function" "$_section" "$_status"
}
