internal import CanonicalJSON
internal import CommandKit

let doctorCommand = Command<CommandContext>(
  "doctor", abstract: "Say what is missing, and how to get it.",
  discussion: """
    Looks at the four programs and the libraries that they are linked with, at git, the editor and \
    the author, and at the repository, if there is one here: at each reference of the ledger and \
    what the live versions are read from. The history is for `git fsck`. Changes nothing. The exit \
    code is 1 if something is missing or broken; what only some commands miss is a note.
    """
) { context in
  let doctor = Doctor(context: context, programs: try InstalledProgram.all())
  let checks = try doctor.programChecks() + doctor.toolChecks() + doctor.repositoryChecks()
  let problems = checks.count { $0.state == .problem }
  let notes = checks.count { $0.state == .note }
  if context.json {
    for check in checks { try context.output.json(check.json) }
    try context.output.json([
      "object": "doctor.summary", "problems": .integer(problems), "notes": .integer(notes),
    ])
  } else {
    for check in checks { try check.show(on: context.output) }
    let found =
      problems + notes == 0
      ? "Nothing is missing" : "\(counted(problems, "problem")), \(counted(notes, "note"))"
    try context.output.line("\n\(found)")
  }
  if problems > 0 { throw CommandExit.failed }
}

/// Who looks at everything.
struct Doctor {
  let context: CommandContext
  let programs: [InstalledProgram]

  /// What is wrong, as a check; an error that asks for a companion is thrown on if that can start,
  /// so that the command begins anew over there.
  func check(_ subject: String, _ error: any Error, state: DoctorCheck.State) throws -> DoctorCheck
  {
    guard let handOver = HandOver(error) else {
      let report = ErrorReport(error)
      return DoctorCheck(subject, state, report.message, hint: report.hint)
    }
    let name = handOver.companion.rawValue
    if programs.contains(where: { $0.name == name && $0.problem == nil }) { throw error }
    return DoctorCheck(subject, state, "only \(name) can tell, which does not start")
  }
}

/// One thing that `doctor` looked at.
struct DoctorCheck {
  /// How it is.
  enum State: String {
    case ok
    /// Some commands do without, or people may want to know.
    case note
    /// Something is missing or broken.
    case problem
  }

  let subject: String
  let state: State
  let message: String
  let hint: String?

  init(_ subject: String, _ state: State, _ message: String, hint: String? = nil) {
    self.subject = subject
    self.state = state
    self.message = message
    self.hint = hint
  }

  /// For programs.
  fileprivate var json: JSONObject {
    var object: JSONObject = [
      "object": "doctor.check", "subject": .string(subject), "state": .string(state.rawValue),
      "message": .string(message),
    ]
    if let hint { object["hint"] = .string(ErrorReport.ended(hint)) }
    return object
  }

  /// For people.
  fileprivate func show(on console: Console) throws {
    let style: Style =
      switch state {
      case .ok: .green
      case .note: .yellow
      case .problem: .red
      }
    let label = state.rawValue + String(repeating: " ", count: 9 - state.rawValue.count)
    try console.styledText(console.styled(label, style))
    try console.line("\(subject): \(message)")
    if let hint {
      try console.line(
        "         \(ErrorReport.ended(hint.prefix(1).uppercased() + hint.dropFirst()))")
    }
  }
}
