internal import CommandKit

extension Habit {
  /// What users of git, docker, npm, databases and hosted prompt managers type.
  ///
  /// One word stands for another where they mean the same. Elsewhere one sentence names the command
  /// that is meant, and the difference.
  static var all: [Habit] { words + members + options }

  private static var words: [Habit] {
    [
      Habit("ls", "dir", "prompts", is: "list"), Habit("cat", "get", "print", "view", is: "show"),
      Habit("rename", "move", is: "mv"), Habit("history", "versions", is: "log"),
      Habit("create", is: "new"), Habit("compare", is: "diff"), Habit("annotate", is: "blame"),
      Habit("envs", "environments", is: "env list"), Habit("environment", is: "env"),
      Habit("releases", is: "release list"), Habit("remotes", is: "remote list"),
      Habit("keys", is: "key list"), Habit("hooks", is: "hook"),
      Habit("version", "-V", is: "--version"),
      Habit("check", "validate", is: "lint"), Habit("dump", is: "export"),
      Habit("load", is: "import"), Habit("server", is: "serve"), Habit("prune", is: "gc"),
      Habit("deployments", is: "matrix"), Habit("demo", "tutorial", is: "tour"),
      Habit("open", is: "edit"), Habit("activity", "events", is: "audit"),

      Habit(
        "rm", "remove", "del", "drop", "destroy",
        says:
          "`promptrepo archive NAME` puts a prompt away and keeps its history until `promptrepo "
          + "unarchive NAME` restores it, `promptrepo delete NAME` removes it with all its versions, "
          + "for good"),
      Habit(
        "add", "stage",
        says: "nothing has to be staged, `promptrepo commit` takes every changed file, and "
          + "`promptrepo new PROMPT` writes the file of a new one"),
      Habit(
        "revert",
        says: "`promptrepo rollback NAME` restores the version that was live before, `promptrepo "
          + "activate NAME@SPEC` makes any version live, and `promptrepo undo` takes back the last "
          + "operation"),
      Habit(
        "reset",
        says: "`promptrepo checkout --force NAME` gives up the edits of a file, `promptrepo "
          + "rollback NAME` restores the version that was live before, and no version is ever removed"
      ),
      Habit(
        "restore",
        says: "`promptrepo checkout NAME` writes the file of a prompt again, `promptrepo rollback "
          + "NAME` restores the version that was live before, and `promptrepo unarchive NAME` an "
          + "archived prompt"),
      Habit(
        "switch",
        says: "`promptrepo activate PROMPT@SPEC` makes another version live, `promptrepo checkout "
          + "PROMPT@SPEC` writes it to the file, and branches are git's: `git switch`"),
      Habit(
        "use",
        says:
          "`promptrepo activate PROMPT@SPEC` makes a version live, and `promptrepo -C DIR` works "
          + "in another folder"),
      Habit(
        "branch",
        says: "prompts have no branches of their own, `git branch` makes one of the files, and "
          + "`promptrepo env add ENV` a second live version of each prompt"),
      Habit(
        "tag", "label",
        says: "`promptrepo release create RELEASE` names a set of versions, and `promptrepo deploy "
          + "PROMPT@SPEC --env ENV` makes one live under the name of an environment"),
      Habit(
        "stash",
        says: "`promptrepo commit --no-activate` keeps edits as a version that is not live, and "
          + "`git stash` puts files away"),
      Habit(
        "publish",
        says: "`promptrepo activate NAME@SPEC` makes a version live, `promptrepo deploy NAME --env "
          + "ENV` in an environment, and `promptrepo push` sends prompts to a remote"),
      Habit(
        "update", "save", "put",
        says: "`promptrepo edit NAME` opens the file of a prompt, `promptrepo commit` makes a "
          + "version of it, `promptrepo set NAME` changes the title, and `promptrepo pull` fetches "
          + "what others did"),
      Habit(
        "co",
        says: "`promptrepo commit` makes versions of changed files, `promptrepo checkout` writes "
          + "files of versions"),
      Habit(
        "login", "logout", "auth",
        says: "nobody logs in, the API key comes from PROMPTREPO_API_KEY or from what `promptrepo "
          + "remote add --key-command` names"),
      Habit(
        "search", "find",
        says: "`promptrepo grep PATTERN` searches the texts, `promptrepo list PREFIX` the names"),
      Habit(
        "clone",
        says: "`git clone URL` makes the clone, and `promptrepo pull` in it brings the prompts"),
      Habit(
        "merge",
        says: "`promptrepo checkout --merge PROMPT` brings an edited file and a newer version "
          + "together, `promptrepo pull --merge` prompts that have diverged"),
      Habit(
        "rebase",
        says:
          "`promptrepo pull --merge`, `--ours` or `--theirs` recreates local versions on top of "
          + "the remote's"),
      Habit(
        "cherry-pick",
        says:
          "`promptrepo checkout NAME@SPEC` and `promptrepo commit` make a new version of an old "
          + "one, and `promptrepo deploy NAME@SPEC --env ENV` takes one prompt along"),
      Habit(
        "copy", "cp", "duplicate",
        says: "`promptrepo show NAME | promptrepo new OTHER -` begins a new prompt with the text"),
      Habit(
        "reflog",
        says:
          "`promptrepo log NAME --pointers` shows what was live, `promptrepo audit` every change"),
      Habit(
        "fsck", "verify",
        says: "`promptrepo doctor` looks at what is live, git checks the whole history, with "
          + "`git fsck` or `git --git-dir=.promptrepo fsck`, and `promptrepo verify-remote` compares "
          + "the ledger with a hosted API"),
      Habit(
        "inspect", "describe", "info",
        says: "`promptrepo show NAME --json` prints all there is of a version, `promptrepo log "
          + "NAME` its history"),
      Habit(
        "run", "exec", "test", "eval",
        says: "no model is called here, `promptrepo render NAME` prints what to send to one, and "
          + "`promptrepo bisect` runs a command for versions"),
      Habit(
        "upload",
        says: "`promptrepo push` sends prompts to a remote, `promptrepo import` reads files"
      ),
      Habit(
        "download",
        says: "`promptrepo pull` fetches the prompts of a remote, `promptrepo export` writes files"),
      Habit(
        "disable", "deactivate",
        says: "`promptrepo archive NAME` puts a prompt away, `promptrepo rollback NAME` restores "
          + "the version that was live before"),
      Habit(
        "setup",
        says: "`promptrepo init` begins a repository, `promptrepo hook install` has git check "
          + "prompt files, and `promptrepo remote setup` has git fetch prompts"),
      Habit(
        "completion", "completions",
        says: "`promptrepo --generate-completion-script bash` prints the script, and so for zsh "
          + "and fish"),
      Habit("man", "docs", says: "`promptrepo help COMMAND` explains a command"),
      Habit(
        "clean",
        says: "`promptrepo gc` packs the store, `promptrepo checkout --force NAME` "
          + "gives up the edits of a file"),
    ]
  }

  /// What is typed after the name of a family.
  private static var members: [Habit] {
    ["env", "release", "remote", "key"].map { Habit("ls", in: $0, is: "list") } + [
      Habit("-v", "--verbose", "show", "get", in: "remote", is: "list"),
      Habit("rm", "delete", "del", in: "remote", is: "remove"),
      Habit("new", "create", in: "remote", is: "add"),
      Habit(
        "set-url", "rename", "update", "set", in: "remote",
        says: "`promptrepo remote remove` and `promptrepo remote add` give a hosted remote another "
          + "name or URL, and `git remote` a git remote"),
      Habit("rm", "delete", "del", in: "env", is: "remove"),
      Habit("new", "create", in: "env", is: "add"), Habit("update", in: "env", is: "set"),
      Habit("get", "show", in: "env", is: "list"),
      Habit("new", "add", "make", in: "release", is: "create"),
      Habit("get", in: "release", is: "show"),
      Habit(
        "rm", "remove", "delete", in: "release",
        says: "a release is part of the history and stays, `promptrepo release rollback --env ENV` "
          + "takes it back in an environment"),
      Habit("new", "add", in: "key", is: "create"),
      Habit("rm", "remove", "delete", in: "key", is: "revoke"),
      Habit("add", in: "hook", is: "install"),
      Habit("rm", "uninstall", "delete", in: "hook", is: "remove"),
    ]
  }

  private static var options: [Habit] {
    [
      Habit(option: "--environment", "--label", is: "--env"),
      Habit(option: "--reason", is: "--message"),
      Habit(option: "--limit", "--max-count", is: "--number"),
      Habit(option: "-n", "--number", "--max-count", is: "--limit"),
      Habit(option: "--porcelain", is: "--short"),
      Habit(option: "--all", "-a", of: ["list", "matrix"], is: "--archived"),
      Habit(
        option: "-l", "--long",
        of: ["list", "env list", "release list", "key list", "remote list"],
        says: "there is no longer list, and --json prints all facts"),
      Habit(
        option: "-b", "--branch", of: ["status"],
        says: "branches are git's, and `git status` tells which one it is"),
      Habit(option: "--vars-file", "--values", is: "--vars"),
      Habit(option: "--variable", "--variables", is: "--var"),
      Habit(option: "--set", "--arg", "--param", "-v", "-D", of: ["render"], is: "--var"),
      Habit(option: "--to", "--in", "--into", of: ["deploy", "release deploy"], is: "--env"),
      Habit(option: "--text", "--content", "--body", of: ["new"], is: "--template"),
      Habit(option: "-f", of: ["new"], is: "--file"),
      Habit(
        option: "-t", of: ["new"],
        says: "--template TEXT gives the text, --title TITLE a title in any script"),
      Habit(
        option: "-m", "--message", "--reason", of: ["new"],
        says: "--template TEXT gives the text, and the message comes with `promptrepo commit -m "
          + "MESSAGE`"),
      Habit(option: "-p", is: "--port"),
      Habit(option: "-p", of: [""], is: "--paginate"),
      Habit(option: "-P", of: [""], is: "--no-pager"),
      Habit(
        option: "--git-dir", "--work-tree", "--repo", "--repository", "--dir", "--directory",
        "--cwd",
        says: "`promptrepo -C DIR` works in another folder, and finds the repository that it is in"),
      Habit(
        option: "--bare", of: [""], says: "a bare repository is found as any other, with -C DIR"),
      Habit(
        option: "-c", "--config", of: [""],
        says: "`promptrepo config set SETTING VALUE` sets a value, and with --global for all "
          + "repositories"),
      Habit(
        option: "--color", "--colour",
        says: "colours are shown on a terminal and in the pager, unless NO_COLOR=1 is set"),
      Habit(
        option: "--no-color", "--no-colour",
        says: "NO_COLOR=1 turns colours off, and in a file or a pipe there are none"),
      Habit(
        option: "--bare", of: ["init"],
        says:
          "`git init --bare` makes a repository to push to, and `promptrepo push` sends prompts "
          + "there"),
      Habit(
        option: "-b", "--initial-branch", of: ["init"],
        says: "a ledger has no branch, and `git init -b` names that of the files"),
      Habit(
        option: "-e", "--edit", of: ["config"],
        says: "`promptrepo config set SETTING VALUE` changes a setting, `promptrepo config list` "
          + "shows all"),
      Habit(
        option: "--local", of: ["config", "config set", "config unset"],
        says: "without --global it is about this repository"),
      Habit(
        option: "--show-origin", "--show-scope", of: ["config", "config list"],
        says: "`promptrepo config list` says where each value comes from"),
      Habit(option: "-a", "--all", of: ["help"], says: "`promptrepo help` shows all commands"),
      Habit(
        option: "-S", "-G", of: ["log"],
        says: "`promptrepo grep --all-versions PATTERN` searches the text of every version"),
      Habit(
        option: "--grep", of: ["log"],
        says: "`promptrepo log --oneline | grep PATTERN` searches the messages"),
      Habit(
        option: "--reverse", of: ["log", "audit"],
        says: "the newest comes first, and `promptrepo log --oneline | tac` shows it last"),
      Habit(
        option: "--pretty", of: ["log"],
        says: "--oneline prints a line for each version, --json all facts"),
      Habit(
        option: "-n", "--line-number", "-E", "--extended-regexp", "-r", "-R", "--recursive",
        of: ["grep"],
        says: "it takes extended patterns, searches every prompt and shows the numbers of lines "
          + "anyway"),
      Habit(
        option: "-F", "--fixed-strings", "-P", "--perl-regexp", "-w", "--word-regexp",
        of: ["grep"],
        says: "the pattern is an extended regular expression, in which a backslash makes a sign "
          + "plain"),
      Habit(
        option: "-l", "--files-with-matches", "--name-only", "-c", "--count", of: ["grep"],
        says:
          "each match is a line that begins with its prompt, and `promptrepo grep PATTERN | cut "
          + "-d@ -f1 | uniq -c` counts them"),
      Habit(option: "--author", "--committer", "--user", "--who", of: ["audit"], is: "--actor"),
      Habit(option: "-i", "--interactive", of: ["delete"], says: "it asks unless --yes is given"),
      Habit(option: "--version", says: "a version is written NAME@SPEC, such as support/reply@v2"),
      Habit(
        option: "--env", "-e", "--environment", "--label",
        of: ["show", "render", "blame", "diff", "checkout"],
        says: "NAME@ENV names what is live in an environment"),
      Habit(
        option: "--env", "-e", "--environment", of: ["activate", "commit"],
        says: "`promptrepo deploy NAME@SPEC --env ENV` makes a version live in an environment"),
      Habit(option: "--env", "-e", "--environment", of: ["promote"], says: "--to names the target"),
      Habit(
        option: "--env", "-e", "--environment", of: ["list", "status"],
        says: "`promptrepo matrix` shows what is live in each environment"),
      Habit(
        option: "-v", "--verbose",
        says: "there is no more to say, `promptrepo -v` shows the program's version and --json all "
          + "facts"),
      Habit(
        option: "--force", "-f", of: ["push", "pull", "fetch", "sync"],
        says: "nothing is ever forced, `promptrepo pull` with --ours, --theirs or --merge brings "
          + "both sides together"),
      Habit(
        option: "--force", "-f", of: ["commit"],
        says: "--activate makes a version live that goes on from a withdrawn one, --onto says what "
          + "a file follows"),
      Habit(
        option: "--force", "-f",
        of: ["rollback", "activate", "undo", "mv", "archive", "unarchive", "release rollback"],
        says: "it loses nothing, so there is nothing to force"),
      Habit(
        option: "--force", "-f", of: ["deploy", "promote", "release deploy"],
        says: "--acknowledge accepts changed variables, `promptrepo env set` changes the rules"),
      Habit(
        option: "--amend",
        says: "versions are never rewritten, the next commit makes the next version"),
      Habit(
        option: "--name", "--user", of: ["key create"],
        says: "--owner NAME says whose key it is"),
      Habit(
        option: "--host", "--bind", "--address", of: ["serve"],
        says: "--listen ADDRESS:PORT says where to listen"),
      Habit(
        option: "--from", of: ["env add", "env set"],
        says: "--requires ENV admits only what is or was live there, `promptrepo promote --all "
          + "--from ENV --to ENV` brings what is live in another one"),
      Habit(
        option: "--name", "--prompt",
        says: "the name of a prompt needs no option, as in `promptrepo show NAME`"),
      Habit(
        option: "--var", "--vars", "--variable", of: ["show"],
        says: "`promptrepo render NAME --var VARIABLE=TEXT` fills in variables"),
      Habit(
        option: "--template", "--file", of: ["set", "commit", "edit"],
        says: "the text is in the file of the prompt, which `promptrepo edit NAME` opens"),
      Habit(
        option: "--to", of: ["activate", "checkout", "show", "render"],
        says: "a version is written NAME@SPEC, such as support/reply@v2"),
      Habit(option: "--after", of: ["log", "audit"], is: "--since"),
      Habit(
        option: "--until", "--before", of: ["log", "audit"],
        says: "--since has a beginning only, and -n ends a list"),
      Habit(
        option: "--graph", "--follow", "--decorate", of: ["log"],
        says: "the history of a prompt is one line, and goes on when it is renamed"),
      Habit(
        option: "--stat", "--name-only", "--name-status", of: ["diff"],
        says: "`promptrepo status -s` lists the files that were edited"),
      Habit(
        option: "--stat", "--name-only", "--name-status", of: ["log"],
        says: "-p shows what each version changed, `promptrepo audit` what was done to which prompt"
      ),
      Habit(option: "--word-diff", of: ["diff", "log"], says: "changed words are shown anyway"),
      Habit(
        option: "-b", "--branch", of: ["checkout"],
        says: "branches are git's, and `git switch -c BRANCH` makes one"),
      Habit(
        option: "--rebase", of: ["pull"],
        says: "--merge, --ours or --theirs recreates local versions on top of the remote's"),
      Habit(
        option: "-u", "--set-upstream", of: ["push"],
        says: "prompts need no upstream, and branches are pushed by `git push`"),
      Habit(
        option: "--cached", "--staged", of: ["diff"],
        says: "nothing is staged, a file is compared with the latest version"),
      Habit(
        option: "--all", "-a", of: ["log", "diff", "status", "grep", "export", "checkout"],
        says: "without a name it is about all prompts"),
      Habit(
        option: "--all", "-a", of: ["pull", "push", "sync", "fetch"],
        says: "without a name it takes all prompts"),
      Habit(
        option: "--dry-run", "-n",
        of: ["rollback", "activate", "archive", "unarchive", "set", "env set"],
        says: "there is no rehearsal, `promptrepo undo` takes it back"),
      Habit(
        option: "--dry-run", "-n", of: ["undo"],
        says: "there is no rehearsal, `promptrepo audit` shows what was done last, and a second "
          + "`promptrepo undo` takes back the first"),
      Habit(
        option: "--dry-run", "-n", of: ["checkout"],
        says: "`promptrepo status` shows which files are behind, and edits are not overwritten"),
      Habit(
        option: "--dry-run", "-n", of: ["delete"],
        says: "it asks before it deletes, `promptrepo log NAME` shows what would be lost"),
      Habit(
        option: "--dry-run", "-n", of: ["mv"],
        says: "there is no rehearsal, `promptrepo mv NEW OLD` takes it back"),
      Habit(
        option: "--format", "-o", of: ["list", "show", "log", "status", "diff", "audit", "matrix"],
        says: "--json prints the same for programs"),
      Habit(option: "--committer", "--user", "--who", "--actor", of: ["log"], is: "--author"),
      Habit(
        option: "--author",
        says: "PROMPTREPO_AUTHOR_NAME and PROMPTREPO_AUTHOR_EMAIL name the author"),
      Habit(option: "--date", says: "PROMPTREPO_DATE gives the date"),
    ]
  }
}
