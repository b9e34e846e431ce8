#!/bin/sh
# Written by audiencia setup: a command with the variables of the service, under its account.
case "$1" in setup | uninstall | --version | --help) exec {{ program }} "$@" ;; esac
[ -e {{ variables }} ] || { echo "Falta instalar el servicio: audiencia setup / First: audiencia setup" >&2; exit 2; }
set -a
. {{ variables }}
[ ! -r {{ own_variables }} ] || . {{ own_variables }}
exec runuser -u {{ account }} -- {{ program }} "$@"
