/// One step of the tour: what is said, and the command that a user would type.
struct TourStep {
  /// What kind of command it is.
  enum Action {
    /// The program itself, with these arguments.
    case program([String])
    /// A line for the shell.
    case shell(String)
    /// A line for the shell that needs git; left out where there is none.
    case git(String)
  }

  let text: String
  let action: Action
  /// Whether the output ends in the middle of a line, as a rendered template may.
  var leavesLineOpen = false

  /// The command as a user would type it.
  var command: String {
    switch action {
    case .program(let arguments):
      (["promptrepo"] + arguments).map(TourStep.quoted).joined(separator: " ")
    case .shell(let line), .git(let line): line
    }
  }

  private static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || "0123456789-_./@~=:".utf8.contains(byte)
    }
    return plain && !word.utf8.isEmpty ? word : "'\(word)'"
  }
}
