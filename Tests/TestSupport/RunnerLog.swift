import CanonicalJSON

/// Reads a step's output as GitHub's runner does, by its documentation: which commands are carried
/// out, with which properties and data.
public enum RunnerLog {
  /// A command that the runner carries out.
  public struct Command: Equatable {
    /// Its name, such as `error`; of a resumption the token.
    public let name: String
    /// Its properties in their order, as `name=value`.
    public let properties: [String]
    /// Its data.
    public let data: String

    /// A command.
    public init(_ name: String, _ properties: [String] = [], _ data: String) {
      self.name = name
      self.properties = properties
      self.data = data
    }

    /// Whether all is equal, byte for byte.
    public static func == (left: Command, right: Command) -> Bool {
      left.name.hasSameBytes(as: right.name) && left.data.hasSameBytes(as: right.data)
        && left.properties.count == right.properties.count
        && zip(left.properties, right.properties).allSatisfy { $0.hasSameBytes(as: $1) }
    }
  }

  /// The commands of some outputs.
  ///
  /// - Parameter knowsStops: Whether the reader obeys `stop-commands`; one that does not finds more.
  public static func commands(in outputs: [String], knowsStops: Bool = true) throws -> [[Command]] {
    let answer = try PythonPackages.run(
      program, on: [.array(outputs.map { .string($0) }), .bool(knowsStops)])
    return (answer.array ?? []).map { list in
      (list.array ?? []).map { command in
        let parts = command.array ?? []
        return Command(
          parts.first?.string ?? "", parts.dropFirst().first?.array?.compactMap(\.string) ?? [],
          parts.last?.string ?? "")
      }
    }
  }

  private static let program = #"""
    import re
    known = {"error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "set-output",
             "save-state", "set-env", "add-path", "add-matcher", "remove-matcher", "echo",
             "internal-set-repo-path", "stop-commands"}


    def plain(text, escapes):
        for sign in escapes + "%":
            text = text.replace("%%%02X" % ord(sign), sign)
        return text


    def new_form(line, names):
        line = line.lstrip()
        end = line.find("::", 2) if line.startswith("::") else -1
        if end < 0:
            return None
        name, _, rest = line[2:end].partition(" ")
        if name.lower() not in names:
            return None
        pairs = [pair for pair in rest.strip().split(",") if pair]
        return [name, [plain(pair, "\r\n:,") for pair in pairs], plain(line[end + 2:], "\r\n")]


    def old_form(line, names):
        start = line.find("##[")
        end = line.find("]", start) if start >= 0 else -1
        if end < 0:
            return None
        name, _, rest = line[start + 3:end].partition(" ")
        if name.lower() not in names:
            return None
        return [name, [plain(pair, ";\r\n]") for pair in rest.split(";") if pair],
                plain(line[end + 1:], ";\r\n]")]


    def commands(output, knows_stops):
        found, token = [], None
        for line in re.split("\r\n|\r|\n", output):
            names = known | ({token.lower()} if token else set())
            command = new_form(line, names) or old_form(line, names)
            if command is None:
                continue
            if token and command[0].lower() != token.lower():
                continue
            if token:
                token = None
            elif command[0] == "stop-commands" and knows_stops:
                token = command[2]
            found.append(command)
        assert token is None
        return found


    answer = [commands(output, data[1]) for output in data[0]]
    """#
}
