import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// How a server starts, is told things by signals, and ends.
@Suite struct ServerLifeTests {
  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  @Test func terminationFinishesWhatHasBegun() throws {
    let served = try ServedRepo()
    let pidFile = "\(served.repo.directory.path)/pid"
    let server = try served.serve("--pid-file", pidFile)
    #expect(try String(contentsOfFile: pidFile, encoding: .utf8) == "\(server.identifier)\n")
    try served.judge(server, ["draining"])
    #expect(server.status() == 0)
    #expect(!exists(pidFile))
    let events = try server.log.split(separator: "\n").map { line in
      try #require(try JSONValue(parsing: Array(line.utf8)).object).text("event")
    }
    #expect(events.filter { $0 != "request" } == ["draining", "stopped"])
    #expect(events.last == "stopped")
    try served.expectSoundStores()
  }

  @Test func aPortThatIsTakenIsAnError() throws {
    let served = try ServedRepo()
    let server = try served.serve()
    let address = server.url.dropFirst("http://".count)
    let refusal = try served.repo.refusal("serve", "--listen", String(address))
    #expect(
      refusal == """
        Error: cannot listen at \(address): Address already in use.
          Another program is there; --listen ADDRESS:PORT names another place.

        """)
    try served.expectGoodEnd(server)
  }

  @Test func plainHTTPForOthersNeedsAFlag() throws {
    let served = try ServedRepo()
    for address in ["0.0.0.0:0", "[::]:0"] {
      let refusal = try served.repo.refusal("serve", "--listen", address, status: 64)
      #expect(refusal.contains("--plain-http"))
    }
    let open = try ServerProcess(served.repo, ["--listen", "0.0.0.0:0", "--plain-http"])
    #expect(open.url.hasPrefix("http://0.0.0.0:"))
    try served.expectGoodEnd(open)
  }

  @Test func wrongUsageIsRefused() throws {
    let repo = try PromptRepo()
    for arguments in [
      ["--tls-cert", "x"], ["--tls-key", "x"], ["--rate-limit", "0"], ["--max-body", "10"],
      ["--listen", "example.org:0"], ["--listen", "127.0.0.1"], ["--listen", "127.0.0.1:65536"],
      ["--data", "/tmp/x", "--anonymous-read"], ["--allow-host", "a.example:80"],
      ["--allow-host", ""], ["--allow-host", "http://a.example"], ["--allow-host", "[::1"],
    ] {
      let result = try repo.run(["serve"] + arguments)
      repo.expectRefusal(result, status: 64, "\(arguments)")
    }
    let nowhere = try repo.elsewhere("nowhere")
    #expect(
      try repo.refusal("-C", nowhere, "serve", "--listen", "127.0.0.1:0")
        .contains("there is no prompt repository"))
  }

  @Test func aServerWithoutKeysSaysHowToMakeOne() throws {
    let repo = try PromptRepo().with(["XDG_STATE_HOME": ""])
    let running = try repo.start(
      "serve", "--listen", "127.0.0.1:0", "--pid-file", "pid", "--surface", "mcp", "--surface",
      "langfuse")
    let end = Date(timeIntervalSinceNow: 20)
    while !repo.exists("pid"), Date() < end { usleep(10_000) }
    let identifier = try #require(Int32(try repo.read("pid").dropLast()))
    usleep(100_000)
    _ = Foundation.kill(identifier, SIGTERM)
    let result = try running.wait()
    #expect(result.status == 0, "\(result.stderr)")
    let lines = result.stdout.split(separator: "\n")
    #expect(lines.first?.hasPrefix("Serving the Prompts API at http://127.0.0.1:") == true)
    let url = try #require(lines.first?.split(separator: " ").last)
    let paths: String =
      "Prompts are at \(url)/api/v1/llm/prompts, the description of the API at \(url)/openapi.json"
    #expect(lines.map(String.init).contains(paths), "\(lines)")
    #expect(lines.last?.hasPrefix("There is no key yet: `promptrepo key create --owner ") == true)
    // Each surface has its line, with what to do next.
    let surfaces = lines.filter { $0.hasPrefix("For ") }.map(String.init)
    #expect(
      surfaces
        == [("Langfuse's clients", "langfuse"), ("clients of MCP", "mcp")].map {
          "For \($0), `promptrepo key create --owner NAME --for \($1) --url \(url)` prints the "
            + "configuration"
        })
    try repo.expectCleanFsck()
  }

  @Test func aFolderWithABlankIsNamedAsAShellReadsIt() throws {
    let repo = try PromptRepo(initialised: false)
    let result = try repo.shell(
      #"""
      promptrepo serve --listen 127.0.0.1:0 --pid-file pid --data 'served data' --surface mcp \
        > out 2> log &
      for _ in $(seq 400); do [ -s pid ] && break; sleep 0.05; done
      for _ in $(seq 400); do grep -q 'no key yet' out && break; sleep 0.05; done
      kill "$(cat pid)"; wait
      sed -n 's/^There is no key yet: `\(.*\)` makes .*/\1/p; s/^For .*, `\(.*\)` prints .*/\1/p' out \
        | sed 's/NAME/me/' > commands
      cat commands
      sh ./commands
      """#)
    #expect(result.status == 0, "\(result.stderr)")
    let lines = result.stdout.split(separator: "\n")
    #expect(lines.prefix(2).allSatisfy { $0.contains(" --data 'served data'") }, "\(lines)")
    #expect(lines.contains { $0.hasPrefix("PROMPTREPO_MCP_URL=http://127.0.0.1:") }, "\(lines)")
    #expect(lines.count == 5)
  }

  /// Who has a prompt's name finds the way to it in the first lines, and in every wrong guess.
  @Test func aPromptIsFoundByItsName() throws {
    let repo = try PromptRepo()
    try repo.commit("support/reply", "Hi")
    let result = try repo.shell(
      #"""
      export KEY=$(promptrepo key create --owner me 2> /dev/null)
      promptrepo serve --listen 127.0.0.1:0 --pid-file pid > out 2> log &
      for _ in $(seq 400); do [ -s pid ] && break; sleep 0.05; done
      sed -n 's/^`\(curl.*\)` finds a prompt by its name, with .* in KEY$/\1/p' out > command
      sh ./command -sS
      url=$(sed -n 's/^Prompts are at \([^,]*\),.*/\1/p' out)
      for path in support/reply support%2Freply support%2Freply/versions support/reply/versions; do
        echo; curl -sS -H "Authorization: Bearer $KEY" "$url/$path"
      done
      kill "$(cat pid)"; wait
      """#)
    #expect(result.status == 0, "\(result.stderr)")
    let lines = result.stdout.split(separator: "\n")
    try #require(lines.count == 5, "\(result)")
    let list = try #require(try JSONValue(parsing: Array(lines[0].utf8)).object)
    #expect(list["data"]?.array?.first?.object?.text("name") == "support/reply")
    for line in lines.dropFirst() {
      let error = try JSONValue(parsing: Array(line.utf8)).object?["error"]?.object
      #expect(
        error?.text("message").contains("/api/v1/llm/prompts?name=NAME") == true, "\(line)")
    }
  }
}
