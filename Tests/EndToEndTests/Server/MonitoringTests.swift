import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Metrics, alerts and the dashboard, judged by Prometheus itself.
@Suite struct MonitoringTests {
  private static let page = "Sources/Server/PromptServer/PromptServer.docc/Server.md"
  private static let resources =
    "\(RealPrompts.projectRoot)/Sources/Server/PromptServer/PromptServer.docc/Resources"
  private static let alerts = "\(resources)/alerts.yml"

  /// A server that was asked for this and that, in every way that the dashboard shows.
  private func server(_ served: ServedRepo) throws -> ServerProcess {
    let repo = served.repo
    try repo.ok("new", "a", "--template", "t")
    try repo.ok("commit", "-m", "x")
    let server = try served.serve("--rate-limit", "1000")
    try ask(server, served)
    return server
  }

  private func ask(_ server: ServerProcess, _ served: ServedRepo) throws {
    let path = "/api/v1/llm/prompts"
    let key = "Authorization: Bearer \(served.keys["admin"] ?? "")"
    #expect(try server.ask(path, "-H", key).status == 200)
    #expect(try server.ask("\(path)/prompt_x", "-H", key).status == 404)
    #expect(try server.ask(path).status == 401)
    #expect(
      try server.ask(path, "-H", key, "--json", #"{"name":"n","template":"t"}"#).status == 201)
  }

  private func value(_ metrics: String, _ name: String) -> Double? {
    metrics.split(separator: "\n").first { $0.hasPrefix("\(name) ") }
      .flatMap { Double($0.dropFirst(name.utf8.count + 1)) }
  }

  @Test func theNumbersAreThoseOfTheProcessAndTheLedger() throws {
    var served = try ServedRepo()
    try served.makeKey("short", "--expires", "6d")
    try served.makeKey("long", "--expires", "8d")
    let before = Date().timeIntervalSince1970
    let server = try server(served)
    let metrics = try server.ask("/metrics").body
    let judged = try TestSupport.run("promtool", ["check", "metrics"], stdin: Array(metrics.utf8))
    #expect(judged.status == 0 && judged.stdout + judged.stderr == "", "\(judged)")
    #expect(value(metrics, "promptrepo_prompts") == 2 && value(metrics, "promptrepo_versions") == 2)
    #expect(value(metrics, "promptrepo_keys{state=\"active\"}") == 6)
    #expect(value(metrics, "promptrepo_keys_expiring") == 1)
    // The kernel says the same of the process.
    let proc = "/proc/\(server.identifier)"
    let status = try String(contentsOfFile: "\(proc)/status", encoding: .utf8)
    let resident = try #require(
      status.firstMatch(of: /VmRSS:\s+(\d+) kB/).flatMap { Double($0.output.1) })
    let shown = try #require(value(metrics, "process_resident_memory_bytes"))
    #expect(abs(shown / 1_024 - resident) / resident < 0.2, "\(shown) \(resident)")
    let start = try #require(value(metrics, "process_start_time_seconds"))
    #expect(start > before - 2 && start < Date().timeIntervalSince1970 + 2)
    let limits = try String(contentsOfFile: "\(proc)/limits", encoding: .utf8)
    let files = limits.firstMatch(of: /Max open files\s+(\d+)/).flatMap { Double($0.output.1) }
    #expect(value(metrics, "process_max_fds") == files)
    let open = try FileManager.default.contentsOfDirectory(atPath: "\(proc)/fd").count
    #expect(abs((value(metrics, "process_open_fds") ?? 0) - Double(open)) <= 2)
    let used = try #require(value(metrics, "process_cpu_seconds_total"))
    #expect(used > 0 && used < 20)
    // So does git of the ledger.
    func newest() throws -> Double {
      let stamps = try TestSupport.run(
        "git",
        [
          "--git-dir", "\(served.repo.path)/.promptrepo", "log", "--all", "-1", "--date-order",
          "--format=%ct",
        ])
      return Double(stamps.stdout.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }
    #expect(try value(metrics, "promptrepo_last_change_timestamp_seconds") == newest())
    // What other programs do counts too.
    usleep(1_100_000)
    try served.repo.write("prompts/a.prompt", "other\n")
    try served.repo.ok("commit", "-m", "y")
    try served.repo.ok("rollback", "a", "-m", "z")
    let end = Date(timeIntervalSinceNow: 20)
    func isThere() throws -> Bool {
      let metrics = try server.ask("/metrics").body
      let newest = try newest()
      return value(metrics, "promptrepo_versions") == 3
        && value(metrics, "promptrepo_last_change_timestamp_seconds") == newest
    }
    while try !isThere(), Date() < end { usleep(200_000) }
    #expect(try isThere())
    try served.repo.ok("delete", "a", "--yes", "--force")
    while try value(server.ask("/metrics").body, "promptrepo_versions") != 1, Date() < end {
      usleep(200_000)
    }
    #expect(try value(server.ask("/metrics").body, "promptrepo_versions") == 1)
    try served.expectGoodEnd(server)
  }

  @Test func aWaitForALockCounts() throws {
    let served = try ServedRepo()
    let server = try served.serve()
    let lock = "\(served.repo.path)/.promptrepo/promptrepo/lock"
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    holder.arguments = [lock, "-c", "sleep 1"]
    try holder.run()
    usleep(300_000)
    let key = "Authorization: Bearer \(served.keys["admin"] ?? "")"
    let made = try server.ask(
      "/api/v1/llm/prompts", "-H", key, "--json", #"{"name":"n","template":"t"}"#)
    holder.waitUntilExit()
    #expect(made.status == 201)
    let metrics = try server.ask("/metrics").body
    #expect(value(metrics, "promptrepo_lock_waits_total") == 1)
    let seconds = try #require(value(metrics, "promptrepo_lock_wait_seconds_total"))
    #expect(seconds > 0.2 && seconds < 5)
    try served.expectGoodEnd(server)
  }

  @Test func thePageListsTheMetrics() throws {
    let served = try ServedRepo()
    let server = try server(served)
    // A busy machine counts versions after the request.
    let end = Date(timeIntervalSinceNow: 20)
    while try value(server.ask("/metrics").body, "promptrepo_versions") == nil, Date() < end {
      usleep(200_000)
    }
    let exposed = try server.ask("/metrics").body
      .matches(of: #/# TYPE ([a-z_]+) /#).map { String($0.output.1) }
    let rows = try Readme(MonitoringTests.page).rows(below: "## Health, metrics and the log")
    let listed = try Readme(MonitoringTests.page).text
      .matches(of: /\n\| `([a-z_]+)(?:\{[a-z,]+\})?` \|/).map { String($0.output.1) }
      .filter { $0.hasPrefix("promptrepo_") || $0.hasPrefix("process_") }
    #expect(!rows.isEmpty && Set(exposed) == Set(listed) && exposed.count == listed.count)
    try served.expectGoodEnd(server)
  }

  @Test func theAlertsFireWhenTheyShould() throws {
    let directory = try TemporaryDirectory()
    let tests = "\(RealPrompts.projectRoot)/Fixtures/monitoring/alerts.test.yml"
    let rules = try String(contentsOfFile: MonitoringTests.alerts, encoding: .utf8)
    let cases = try String(contentsOfFile: tests, encoding: .utf8)
    let checked = try TestSupport.run("promtool", ["check", "rules", MonitoringTests.alerts])
    #expect(checked.status == 0, "\(checked)")
    func judge(_ rules: String) throws -> RunResult {
      try rules.write(
        toFile: directory.appending("alerts.yml"), atomically: true, encoding: .utf8)
      try cases.write(
        toFile: directory.appending("test.yml"), atomically: true, encoding: .utf8)
      return try TestSupport.run("promtool", ["test", "rules", "test.yml"], cwd: directory.path)
    }
    let result = try judge(rules)
    #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
    // Each alert has its test: with an expression that is never true, that one fails.
    let names = rules.matches(of: /- alert: (\w+)/).map { String($0.output.1) }
    #expect(names.count == 9)
    for name in names {
      let broken = rules.replacing("alert: \(name)\n", with: "alert: \(name)Never\n")
      #expect(try judge(broken).status != 0, "\(name)")
    }
  }

  @Test func prometheusFindsAllThatAlertsAndDashboardAskFor() throws {
    let served = try ServedRepo()
    let server = try server(served)
    let folder = try served.repo.elsewhere("prometheus")
    let port = try freePort()
    let page = try Readme(MonitoringTests.page)
    let documented = try #require(
      page.text.components(separatedBy: "```yaml\n").dropFirst().first?
        .components(separatedBy: "\n```").first)
    let address = server.url.dropFirst("http://".count)
    let configuration =
      "global:\n  scrape_interval: 1s\n  evaluation_interval: 1s\n"
      + documented.replacing("127.0.0.1:8080", with: address)
      .replacing("/usr/share/promptrepo/alerts.yml", with: MonitoringTests.alerts)
    try configuration.write(
      toFile: "\(folder)/prometheus.yml", atomically: true, encoding: .utf8)
    let prometheus = try BackgroundProgram(
      "/usr/bin/prometheus",
      [
        "--config.file=\(folder)/prometheus.yml", "--storage.tsdb.path=\(folder)/data",
        "--web.listen-address=127.0.0.1:\(port)",
      ], in: folder, listeningAt: port)
    // It listens before it answers.
    let ready = try TestSupport.run(
      "curl",
      [
        "-sSf", "--retry", "60", "--retry-delay", "1", "--retry-connrefused",
        "http://127.0.0.1:\(port)/-/ready",
      ])
    try #require(ready.status == 0, "\(ready)")
    func query(_ path: String, _ options: String...) throws -> JSONObject {
      let result = try TestSupport.run(
        "curl", ["-sS", "--get"] + options + ["http://127.0.0.1:\(port)/api/v1/\(path)"])
      return try #require(try JSONValue(parsing: Array(result.stdout.utf8)).object)
    }
    func found(_ expression: String) throws -> Int? {
      let answer = try query("query", "--data-urlencode", "query=\(expression)")
      #expect(answer.text("status") == "success", "\(expression): \(answer)")
      return answer["data"]?.object?["result"]?.array?.count
    }
    // Rates need two samples, and requests between them.
    let samples = "count_over_time(promptrepo_requests_total{operation=\"getPrompt\"}[1m])"
    let end = Date(timeIntervalSinceNow: 60)
    while try found("\(samples) >= 3") != 1, Date() < end {
      try ask(server, served)
      usleep(500_000)
    }
    let expressions = try dashboardExpressions()
    #expect(expressions.count >= 15)
    for expression in expressions {
      let asked = expression.replacing("$__rate_interval", with: "1m")
        .replacing("$job", with: "promptrepo").replacing("$instance", with: ".*")
      #expect(!asked.contains("$"))
      let log = try prometheus.log().suffix(500)
      #expect(try (found(asked) ?? 0) > 0, "\(expression): \(log)")
    }
    let groups = try query("rules")["data"]?.object?["groups"]?.array ?? []
    let rules = groups.flatMap { $0.object?["rules"]?.array ?? [] }.compactMap(\.object)
    #expect(rules.count == 9 && rules.allSatisfy { $0.text("health") == "ok" }, "\(rules)")
    for rule in rules {
      let annotations = rule["annotations"]?.object ?? JSONObject()
      #expect(annotations["summary"] != nil && annotations["runbook"] != nil)
      #expect(["critical", "warning"].contains(rule["labels"]?.object?["severity"]?.string))
    }
    // With every comparison cut off, the expressions find something: their names and labels are
    // right. A server that is well has no answers with these statuses and is asked for others.
    for rule in rules {
      let asked = rule.text("query").replacing(/\s(>|==)\s[0-9.]+$/, with: "")
        .replacing("\"5..\"", with: "\"4..\"")
        .replacing("\"429\"", with: "\"401\"")
      #expect(try (found(asked) ?? 0) > 0, "\(asked)")
    }
    try served.expectGoodEnd(server)
  }

  private func dashboard() throws -> JSONObject {
    let bytes = try Data(
      contentsOf: URL(fileURLWithPath: "\(MonitoringTests.resources)/dashboard.json"))
    return try #require(try JSONValue(parsing: Array(bytes)).object)
  }

  private func panels() throws -> [JSONObject] {
    try #require(try dashboard()["panels"]?.array).compactMap(\.object)
  }

  private func dashboardExpressions() throws -> [String] {
    try panels().flatMap { $0["targets"]?.array ?? [] }.compactMap { $0.object?.text("expr") }
  }

  @Test func theDashboardIsWholeAndNothingOverlaps() throws {
    let dashboard = try dashboard()
    #expect(dashboard.text("title") == "promptrepo" && dashboard["id"] == nil)
    let variables = (dashboard["templating"]?.object?["list"]?.array ?? []).compactMap(\.object)
    #expect(variables.map { $0.text("name") } == ["datasource", "job", "instance"])
    #expect(variables[0].text("type") == "datasource" && variables[0].text("query") == "prometheus")
    let source: JSONValue = ["type": "prometheus", "uid": "${datasource}"]
    #expect(variables.dropFirst().allSatisfy { $0["datasource"] == source })
    var taken: Set<[Int]> = []
    var ids: Set<Int> = []
    for panel in try panels() {
      let title = panel.text("title")
      #expect(ids.insert(try #require(panel["id"]?.integer)).inserted, "\(title)")
      let place = try #require(panel["gridPos"]?.object)
      let (x, y, width, height) = (
        place["x"]?.integer ?? -1, place["y"]?.integer ?? -1, place["w"]?.integer ?? 0,
        place["h"]?.integer ?? 0
      )
      #expect(x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 24, "\(title)")
      for column in x..<(x + width) {
        for row in y..<(y + height) {
          #expect(taken.insert([column, row]).inserted, "\(title) overlaps")
        }
      }
      guard panel.text("type") != "row" else { continue }
      #expect(["stat", "timeseries"].contains(panel.text("type")) && panel["datasource"] == source)
      let defaults = panel["fieldConfig"]?.object?["defaults"]?.object
      #expect(defaults?["unit"]?.string?.isEmpty == false, "\(title) has no unit")
      #expect(!panel.text("description").isEmpty, "\(title)")
      let targets = (panel["targets"]?.array ?? []).compactMap(\.object)
      #expect(!targets.isEmpty && Set(targets.map { $0.text("refId") }).count == targets.count)
      #expect(targets.allSatisfy { $0["datasource"] == source && !$0.text("legendFormat").isEmpty })
    }
  }
}
