#!/bin/sh
# Written by audiencia setup: a command with the variables of the service, under its account.
case "$1" in setup | uninstall | --version | --help) exec {{ program }} "$@" ;; esac
[ -e {{ variables }} ] || { echo "Falta instalar el servicio: audiencia setup / First: audiencia setup" >&2; exit 2; }
[ -r {{ variables }} ] || { echo "Ejecute con sudo: sudo audiencia $1 / Run it with sudo: sudo audiencia $1" >&2; exit 2; }
# As systemd reads them (EnvironmentFile of systemd.exec(5)): a value is text, not a command.
read_variables() {
  while IFS= read -r line || [ -n "$line" ]; do
    name=${line%%=*} value=${line#*=}
    case $name in "$line" | "" | [0-9]* | *[!A-Za-z0-9_]*) continue ;; esac
    case $value in \'*\') value=${value#\'} value=${value%\'} ;; \"*\") value=${value#\"} value=${value%\"} ;; esac
    export "$name=$value"
  done <"$1"
}
read_variables {{ variables }}
[ ! -r {{ own_variables }} ] || read_variables {{ own_variables }}
exec runuser -u {{ account }} -- {{ program }} "$@"
