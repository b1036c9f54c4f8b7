import TestSupport
import Testing

extension PromptRepo {
  /// Runs shell commands while a server runs, whose URL is in `$URL` and what it printed in
  /// `$PRINTED`; returns what the commands print.
  func whileServing(_ commands: String, with options: String = "") throws -> String {
    let script = """
      set -euo pipefail
      trap 'kill $(jobs -p) 2> /dev/null || true' EXIT
      "$0" serve --json --listen 127.0.0.1:0 \(options) > "$1/printed" 2> "$1/log" &
      for _ in $(seq 600); do
        if [ -s "$1/printed" ]; then break; fi
        sleep 0.05
      done
      PRINTED=$(cat "$1/printed")
      URL=$(sed 's/.*"url":"\\([^"]*\\)".*/\\1/' "$1/printed")
      \(commands)
      kill $!
      wait $!
      """
    let result = try TestSupport.run(
      "bash", ["-c", script, PromptRepo.program, try elsewhere("served")], cwd: path,
      env: environment.merging(["XDG_STATE_HOME": ""]) { $1 })
    try #require(result.status == 0, "\(result.stderr)")
    return result.stdout
  }
}
