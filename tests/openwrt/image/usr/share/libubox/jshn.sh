# shellcheck shell=dash disable=SC2034,SC2154,SC3043
# Stand-in for libubox' jshn.sh: builds a tree by the same calls. json_dump prints it as lines
#   |KEY|KEY...<tab>TYPE<tab>VALUE
# instead of JSON; nobody in this image needs more.

_json_space=

json_set_namespace() {
	[ -z "$2" ] || eval "$2=\$_json_space"
	_json_space=$1
}

json_init() {
	eval "J${_json_space}_text= J${_json_space}_here=0 J${_json_space}_last=0"
	eval "J${_json_space}_path0= J${_json_space}_kind0=object J${_json_space}_count0=0 J${_json_space}_parent0=0"
}

json_cleanup() {
	json_init
}

# _json_add TYPE KEY VALUE
_json_add() {
	local here path kind count key=$2
	eval "here=\${J${_json_space}_here:-0}"
	eval "path=\$J${_json_space}_path$here kind=\$J${_json_space}_kind$here count=\$J${_json_space}_count$here"
	count=$((count + 1))
	[ "$kind" != array ] || key=$count
	eval "J${_json_space}_count$here=\$count"
	eval "J${_json_space}_text=\"\${J${_json_space}_text}\$path|\$key	\$1	\$3
\""
	_json_path="$path|$key"
	_json_key=$key
}

# _json_open TYPE KEY
_json_open() {
	local here last
	_json_add "$1" "$2" ''
	eval "here=\$J${_json_space}_here last=\$((J${_json_space}_last + 1))"
	eval "J${_json_space}_last=\$last J${_json_space}_here=\$last"
	eval "J${_json_space}_path$last=\$_json_path J${_json_space}_kind$last=\$1 J${_json_space}_count$last=0 J${_json_space}_parent$last=\$here"
	case $_json_key in
		'' | *[!A-Za-z0-9_]*) ;;
		*) eval "J${_json_space}_child${here}_$_json_key=\$last" ;;
	esac
}

json_add_object() { _json_open object "$1"; }
json_add_array() { _json_open array "$1"; }
json_close_object() { json_select ..; }
json_close_array() { json_select ..; }
json_add_string() { _json_add string "$1" "$2"; }
json_add_int() { _json_add int "$1" "$2"; }
json_add_double() { _json_add double "$1" "$2"; }
json_add_boolean() { _json_add boolean "$1" "$2"; }
json_add_null() { _json_add null "$1" ''; }

json_select() {
	local here to
	eval "here=\${J${_json_space}_here:-0}"
	if [ "$1" = .. ]; then
		eval "to=\$J${_json_space}_parent$here"
	else
		eval "to=\$J${_json_space}_child${here}_$1 path=\$J${_json_space}_path$here"
		# Names of an earlier tree are not of this one.
		[ -z "$to" ] || { eval "[ \"\$J${_json_space}_path$to\" = \"\$path|$1\" ] && [ \$to -le \$J${_json_space}_last ]" || to=; }
	fi
	if [ -z "$to" ]; then
		[ -n "$_json_no_warning" ] || echo "WARNING: Variable '$1' does not exist or is not an array/object" >&2
		return 1
	fi
	eval "J${_json_space}_here=\$to"
}

json_dump() {
	eval "printf '%s' \"\$J${_json_space}_text\""
}
