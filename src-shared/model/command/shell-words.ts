import type { SimpleCommand } from './script.ts';
import { programName } from './wrappers.ts';

/** Words that begin something else than a command, and that the grammar may take for one. */
const RESERVED =
  '! { } [[ ]] case coproc do done elif else esac fi for foreach function if in repeat select end then time until ' +
  'while command_not_found_handle';

/**
 * Builtins of bash, dash, zsh and ksh, from their manuals, but those that `changesShell` looks at: they change what the
 * commands after them are, read or run, where they run, or run what they are given.
 */
const BUILTINS =
  // bash 5.2
  '. source eval exec builtin command alias unalias trap export declare typeset local readonly set unset shopt enable ' +
  'hash bind caller chdir pushd popd dirs compgen complete compopt continue break return exit logout fc fg bg jobs ' +
  'getopts help history let mapfile readarray read shift suspend times ulimit umask wait disown ' +
  // zsh 5.9
  'autoload bindkey cap clone comparguments compcall compctl compdescribe compfiles compgroups compquote comptags ' +
  'comptry compvalues echotc echoti emulate float functions getcap setcap getln integer limit log noglob nocorrect ' +
  'private print pushln rehash sched setopt stat ttyctl unfunction unhash unlimit unsetopt vared where whence zcompile ' +
  'zcurses zdelattr zformat zftp zgetattr zle zlistattr zmodload zparseopts zprof zpty zregexparse zselect zsetattr ' +
  'zsocket zstyle zsystem ztcp - ' +
  // ksh93 and mksh
  'compound nameref enum hist newgrp login redirect vmap vpath stop namespace bind cat-builtin global rename mknod';

const CHANGING = new Set(`${RESERVED} ${BUILTINS}`.split(' '));
/** What a plain program may share its name with in one shell only, and is no builtin that changes anything. */
for (const name of ['log', 'stat', 'rename', 'mknod', 'cat-builtin']) CHANGING.delete(name);

/**
 * Why a command may change what others in its script are, where they run, or run something of its own accord; null where
 * it cannot. `cd` changes the folder; `printf -v` and `printf %n` set a variable; an operand of `test` may be evaluated.
 */
export function changesShell({ words }: Pick<SimpleCommand, 'words'>): string | null {
  const [program, first] = words;
  const name = programName(program?.text ?? '');
  // A command named by its path is no builtin.
  if (program?.text !== name) return null;
  if (name === 'cd') return 'it changes the folder for what comes after it';
  if (CHANGING.has(name)) return 'it has a word of the shell’s own';
  if (name === 'printf') {
    const format = first?.text === '--' ? words[2] : first;
    if (first?.text !== '--' && first?.text.startsWith('-') === true) return 'printf may set a variable';
    if (format !== undefined && (!format.literal || /%[^%sbqc]*n/.test(format.text)))
      return 'printf may set a variable';
  }
  if ((name === 'test' || name === '[') && words.some(({ text }) => /\[./.test(text) || text === '-v'))
    return 'test may evaluate a name';
  return null;
}
