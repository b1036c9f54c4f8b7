internal import CanonicalJSON
internal import CommandKit
internal import PromptRepo

let reachCommand = Command<CommandContext>(
  "reach", abstract: "Show which prompts include a prompt, and where those are live.",
  discussion: """
    Counts what the latest versions of other prompts include, and what is active or live in an \
    environment: themselves, or through others. Whatever moves the prompt, those versions include what they are pinned to: \
    `promptrepo pin --to PARTIAL` and a commit bring them another version. With a SPEC, shows only \
    what includes that version.
    """,
  .argument("partial[@spec]", help: "The prompt that others include, and a version of it.")
) { (context, revision: Revision) in
  let repository = try context.repository()
  let version = try revision.spec.map { try repository.version(revision.name, $0) }
  let inclusions = try repository.includers(of: revision.name, having: version?.hash)
    .map(ListedInclusion.init)
  let partial = revision.name.rawValue + (version.map { " v\($0.number)" } ?? "")
  if context.json {
    for inclusion in inclusions { try context.output.json(inclusion.json(of: revision.name)) }
  } else if !inclusions.isEmpty {
    var table = Table(narrowing: [])
    for inclusion in inclusions { table.add(cells: inclusion.cells) }
    try context.output.table(table)
    let verb = inclusions.count == 1 ? "includes" : "include"
    try context.output.line("\(counted(inclusions.count, "prompt")) \(verb) \(partial)")
  } else {
    try context.sayNothingFound("No prompt includes \(partial)")
  }
}

/// A prompt that includes another one, as it is listed.
private struct ListedInclusion {
  private let name: PromptName
  private let latest: IncludingVersion?
  private let live: [(pointer: Pointer, version: IncludingVersion)]

  init(_ inclusion: Inclusion) {
    name = inclusion.name
    latest = inclusion.latest
    live = inclusion.live
  }

  var cells: [Table.Cell] {
    [
      .init(name.rawValue, .bold), .init(latest.map(\.phrase) ?? "its latest version does not"),
      .folded(places, .green),
    ]
  }

  /// Where versions are live: first those that are the latest, then all others with what they include.
  private var places: String {
    func place(_ entry: (pointer: Pointer, version: IncludingVersion)) -> String {
      let pointer = entry.pointer.environment?.rawValue ?? entry.pointer.label
      return "\(pointer) v\(entry.version.number)"
    }
    let isSame = { (version: IncludingVersion) in version.number == latest?.number }
    let same = live.filter { isSame($0.version) }.map(place)
    let other = live.filter { !isSame($0.version) }.map { entry in
      "\(place(entry)) \(entry.version.object)"
    }
    return ([same.joined(separator: ", ")] + other).filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// The inclusion as machine-readable output shows it.
  func json(of partial: PromptName) -> JSONObject {
    [
      "object": "inclusion", "name": .string(name.rawValue), "partial": .string(partial.rawValue),
      "latest": latest.map { .object($0.json) } ?? .null,
      "live": .array(
        live.map { entry in
          var object: JSONObject = ["pointer": .string(entry.pointer.label)]
          for member in entry.version.json { object[member.key] = member.value }
          return .object(object)
        }),
    ]
  }
}

extension IncludingVersion {
  /// What it includes: `includes v3, 1 behind`, or `includes v3 through support/tone`.
  fileprivate var object: String {
    let way = through.map { " through \($0)" } ?? ""
    guard let included, let behind else {
      return "includes \(hash.short())\(way), which is no version"
    }
    return "includes v\(included)\(way)" + (behind == 0 ? "" : ", \(behind) behind")
  }

  /// The version and what it includes.
  fileprivate var phrase: String { "v\(number) \(object)" }

  fileprivate var json: JSONObject {
    [
      "version": .integer(number), "hash": .string("\(hash)"),
      "included_version": included.map { .integer($0) } ?? .null,
      "behind": behind.map { .integer($0) } ?? .null,
      "through": through.map { .string($0.rawValue) } ?? .null,
    ]
  }
}
