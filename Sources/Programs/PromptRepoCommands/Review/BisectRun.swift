internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptLint
internal import PromptRepo
internal import PromptTemplate
internal import TextDiff

/// The outcome of a command that was run once or more for a version.
private struct BisectTest {
  private(set) var good = 0
  private(set) var bad = 0
  private(set) var unknown = 0
  private(set) var lastCode: Int32 = 0

  var runs: Int { good + bad + unknown }

  /// The majority; without one nothing is told.
  var verdict: Bisection.Verdict { good > bad ? .good : bad > good ? .bad : .unknown }

  /// How many runs say what the majority says.
  private var agreeing: Int {
    switch verdict {
    case .good: good
    case .bad: bad
    case .unknown: unknown
    }
  }

  mutating func note(_ code: Int32) {
    lastCode = code
    switch code {
    case 0: good += 1
    case 125: unknown += 1
    default: bad += 1
    }
  }

  /// Whether some more runs could not change the verdict.
  func isSettled(remaining: Int) -> Bool { abs(good - bad) > remaining }

  /// The outcome in words.
  func text(of number: Int, planned: Int) -> String {
    let word = verdict == .unknown ? "cannot be told" : verdict.rawValue
    return "v\(number) \(word)" + (planned > 1 ? " (\(agreeing) of \(runs))" : "")
  }
}

/// One run of the command, from the test of both ends to the answer.
final class BisectRun {
  private let context: CommandContext
  private let name: PromptName
  private let versions: BisectedVersions
  private let values: GivenValues?
  private let command: [String]
  private let planned: Int
  private var runs = 0
  private var isInLine = false

  init(
    context: CommandContext, name: PromptName, versions: BisectedVersions, values: GivenValues?,
    command: [String], runs: Int
  ) {
    self.context = context
    self.name = name
    self.versions = versions
    self.values = values
    self.command = command
    planned = runs
  }

  func run() throws {
    do {
      try checkEnds()
      var search = Bisection(good: versions.good.number, bad: versions.bad.number)
      while let number = search.next, let version = versions[number] {
        search.note(try test(version).verdict, of: number)
      }
      try endLine()
      try report(search)
    } catch {
      try endLine()
      throw error
    }
  }

  private func checkEnds() throws {
    let bad = try test(versions.bad)
    guard bad.verdict == .bad else {
      throw unexpected(bad, of: versions.bad, as: "bad")
    }
    let good = try test(versions.good)
    guard good.verdict == .good else {
      throw unexpected(good, of: versions.good, as: "good")
    }
    try endLine()
  }

  private func unexpected(
    _ test: BisectTest, of version: Version, as expected: String
  ) -> RepositoryError {
    let number = version.number
    let hint =
      switch (test.verdict, expected) {
      case (.unknown, _): "Name another version with --\(expected)"
      case (_, "good"):
        test.lastCode == 126 || test.lastCode == 127
          ? "\(test.lastCode) is what a shell answers for a command that it cannot run; or name an "
            + "older version with --good"
          : "Name an older version with --good, or look at what the command does with it"
      default: "Name another version with --bad, or look at what the command does with it"
      }
    let found = test.verdict == .unknown ? "cannot be told" : "is \(test.verdict.rawValue)"
    return RepositoryError(
      .invalid,
      "v\(number), which should be \(expected), \(found): the command exited with "
        + "\(test.lastCode)", hint: hint)
  }

  /// Runs the command for a version, as often as it takes.
  private func test(_ version: Version) throws -> BisectTest {
    let input = try text(of: version)
    var test = BisectTest()
    for run in 0..<planned where !test.isSettled(remaining: planned - run) {
      test.note(try exitCode(for: version, input))
      runs += 1
    }
    try show(test, version)
    return test
  }

  private func text(of version: Version) throws -> [UInt8] {
    guard let values else {
      return Array(try versions.repository.content(of: version).template.utf8)
    }
    let text = try versions.repository.text(of: version, name)
    return Array(try text.render(RenderInput(values.values(for: text))).text().utf8)
  }

  private func exitCode(for version: Version, _ input: [UInt8]) throws -> Int32 {
    // What was found so far is seen before what the command says.
    try context.output.flush()
    var variables = context.environment.variables
    variables["PROMPTREPO_NAME"] = name.rawValue
    variables["PROMPTREPO_VERSION"] = "\(version.number)"
    variables["PROMPTREPO_HASH"] = "\(version.hash)"
    let process = Subprocess(
      command[0], Array(command.dropFirst()), environment: EnvironmentVariables(variables),
      workingDirectory: context.directory)
    switch try status(of: process, input) {
    case .exited(let code) where code < 128: return code
    case .exited(let code): throw stopped("the command exited with \(code)", version)
    case .signaled(let signal): throw stopped("signal \(signal) ended the command", version)
    }
  }

  private func status(
    of process: Subprocess, _ input: [UInt8]
  ) throws(RepositoryError) -> ProcessResult.Status {
    do {
      return try process.run(input: input, output: .error).status
    } catch {
      throw RepositoryError(
        error.errno == .noEntry ? .notFound : .inputOutput,
        "the command '\(process.program)' cannot be started: \(error.message)",
        hint: "Name a program, and then its arguments; `sh -c 'LINE'` runs a line of the shell",
        cause: error)
    }
  }

  private func stopped(_ reason: String, _ version: Version) -> RepositoryError {
    RepositoryError(
      .invalid, "\(reason) at v\(version.number), which stops the search",
      hint: "A command that cannot tell exits with 125; one that finds a fault, with 1")
  }
}

// What is shown.
extension BisectRun {
  private func show(_ test: BisectTest, _ version: Version) throws {
    guard !context.json else {
      try context.output.json([
        "object": "bisect.step", "name": .string(name.rawValue),
        "version": .integer(version.number), "hash": .string("\(version.hash)"),
        "verdict": .string(test.verdict.rawValue), "good": .integer(test.good),
        "bad": .integer(test.bad), "unknown": .integer(test.unknown),
      ])
      return try context.output.flush()
    }
    let text = test.text(of: version.number, planned: planned)
    try context.output.text(isInLine ? ", \(text)" : text)
    try context.output.flush()
    isInLine = true
  }

  private func endLine() throws {
    guard isInLine else { return }
    isInLine = false
    try context.output.line()
  }

  private func report(_ search: Bisection) throws {
    guard let bad = versions[search.bad], let good = versions[search.good] else { return }
    let old = try versions.repository.content(of: good)
    let new = try versions.repository.content(of: bad)
    let isFound = search.candidates.count == 1
    if context.json {
      let diff = LineDiff(
        old: old.template.withoutSecrets, new: new.template.withoutSecrets
      ).unified(
        oldLabel: "\(name)@v\(good.number)", newLabel: "\(name)@v\(bad.number)")
      try context.output.json([
        "object": "bisect", "name": .string(name.rawValue),
        "first_bad": isFound ? .integer(bad.number) : .null, "last_good": .integer(good.number),
        "candidates": .array(search.candidates.map { .integer($0) }), "runs": .integer(runs),
        "versions": .integer(versions.count),
        "template_diff": .string(diff),
      ])
    } else {
      try context.output.line(isFound ? sentence(of: bad, good) : sentence(of: search))
      let style: WordDiff.Style = context.output.isColoured ? .ansi : .plain
      let words = WordDiff(
        old: old.template.visibleWithoutSecrets, new: new.template.visibleWithoutSecrets
      ).rendered(style)
      try context.output.styledText(words.isEmpty || words.utf8.last == 10 ? words : "\(words)\n")
      if old.config != new.config {
        try context.output.line(
          "The configuration differs too: `promptrepo diff \(name)@v\(good.number) "
            + "v\(bad.number)` shows all")
      }
      try context.output.line("\(counted(runs, "run")) for \(counted(versions.count, "version"))")
    }
    if !isFound { throw CommandExit.failed }
  }

  private func sentence(of bad: Version, _ good: Version) -> String {
    let message = bad.message.firstLine
    return "v\(bad.number) is the first bad version (v\(good.number) good): \(bad.author.name), "
      + bad.createdAt.day + (message.isEmpty ? "" : ", '\(message)'")
  }

  private func sentence(of search: Bisection) -> String {
    let first = search.candidates.lowerBound
    let untold = first + 1 == search.bad ? "v\(first)" : "one of v\(first) to v\(search.bad - 1)"
    return "The first bad version is v\(search.bad), or \(untold), which cannot be told"
  }
}
