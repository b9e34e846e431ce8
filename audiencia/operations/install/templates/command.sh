#!/bin/sh
# Written by audiencia setup: a command with the variables of the service, under its account.
case "$1" in setup | uninstall | --version) exec {{ program }} "$@" ;; esac
set -a
. {{ variables }}
[ ! -r {{ own_variables }} ] || . {{ own_variables }}
exec runuser -u {{ account }} -- {{ program }} "$@"
