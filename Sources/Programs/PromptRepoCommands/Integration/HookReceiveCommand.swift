internal import CommandKit
internal import GitFiles
internal import GitRemotes
internal import GitStore
internal import Platform
internal import PromptRepo

let hookReceiveCommand = Command<CommandContext>(
  "receive", abstract: "Check what is pushed to a bare repository, as git calls it.",
  discussion: """
    The hook pre-receive of `promptrepo hook install --server` calls it, with a line `OLD NEW NAME` for \
    each reference on standard input. Takes a push of prompts if each chain goes on from what is there \
    and all that is new is sound, is not of the future, and keeps to what environments require; if not, \
    says why and exits with 1, and git takes nothing of the push. Deletions of prompts are taken only \
    if promptrepo.allowDeletions is true, steps from the future only if promptrepo.allowFutureSteps \
    is. If promptrepo.pushers is set, only these may push prompts: \
    names with commas between, as the variable of promptrepo.pusherVariable has them; by default \
    GL_USERNAME, else REMOTE_USER, else USER.
    """
) { context in
  let location = try context.bareRepository()
  let store = try context.git(at: location).store()
  let git = try context.gitProgram(at: location)
  let updates = try ReceivedUpdate.read(Terminal.readStandardInput(maxBytes: 1 << 30))
    .filter(\.isOfLedger)
  guard !updates.isEmpty else { return }
  try context.refuseStrangers()
  let receiving = ReceivingStore(
    store, quarantine: context.quarantine, largest: CommandContext.largestObject)
  let judge = PushJudge(
    of: Repository(store: receiving), git, allowsDeletions: try context.isOn(.allowDeletions),
    takesFutureSteps: try context.isOn(.allowFutureSteps))
  let refusals = try judge.refusals(of: updates)
  guard refusals.isEmpty else { throw RepositoryError(notTaking: refusals) }
}

extension CommandContext {
  /// No object of a ledger is larger: a template has at most 1 MiB.
  fileprivate static let largestObject = 64 << 20

  /// Where git keeps what it received until the hook agrees.
  fileprivate var quarantine: String? {
    environment["GIT_QUARANTINE_PATH"].flatMap { $0.isEmpty ? nil : path($0) }
  }

  /// Refuses those who may not push prompts, if the repository's settings say who may.
  fileprivate func refuseStrangers() throws {
    let pushers = try ownTexts(of: .pushers)
    // Where the setting is there and names nobody, nobody may.
    if pushers.isEmpty { return }
    let names = pushers.flatMap(Setting.names)
    let chosen = try text(of: .pusherVariable)
    let variables = chosen.map { [$0] } ?? ["GL_USERNAME", "REMOTE_USER", "USER"]
    let pusher = variables.lazy.compactMap { self.environment[$0] }.first { !$0.isEmpty }
    guard let pusher else {
      throw RepositoryError(
        .unsupported,
        "it is not known who pushes, since \(variables.joined(separator: ", ")) "
          + (variables.count == 1 ? "is empty" : "are empty"),
        hint: "Whoever runs this server can say in \(Setting.pusherVariable.key) which "
          + "variable tells")
    }
    guard names.contains(where: { $0.utf8.elementsEqual(pusher.utf8) }) else {
      throw RepositoryError(
        .unsupported, "'\(pusher)' may not push prompts here",
        hint: names.isEmpty
          ? "Whoever runs this server can name those who may: promptrepo config set pushers NAMES"
          : "Ask one of those who may: \(names.joined(separator: ", "))")
    }
  }
}

extension RepositoryError {
  /// Why a push is not taken, as its maker reads it.
  fileprivate init(notTaking refusals: [PushRefusal]) {
    let shown = 20
    var lines = refusals.prefix(shown).map { "\n  \($0.subject): \($0.message)" }
    if refusals.count > shown { lines.append("\n  and \(refusals.count - shown) more") }
    let hint =
      if let name = refusals.lazy.compactMap(\.deleted).first {
        "`promptrepo pull origin \(name) --theirs` brings it back; then `promptrepo archive` puts it "
          + "aside for all. Whoever runs this server can let deletions in, in its repository: "
          + "promptrepo config set allowDeletions true"
      } else if let remedy = refusals.lazy.compactMap(\.remedy).first {
        switch remedy {
        case .deploy(let name, let version, let environment):
          "`promptrepo deploy \(name)@v\(version) --env \(environment)` makes it live there; then push "
            + "again"
        case .pushEnvironments: "`promptrepo push` without names brings the environments first"
        case .takeFutureSteps:
          "A clock was wrong when it was made. Whoever runs this server can let it in all the same, in "
            + "its repository: promptrepo config set allowFutureSteps true; then push again"
        }
      } else if refusals.contains(where: \.isBehind) {
        "`promptrepo pull` brings what is here; then push again"
      } else {
        "Nothing of this push was taken. Where plain git pushed it, `promptrepo push` may be taken; "
          + "`promptrepo doctor` looks for what is wrong in a ledger"
      }
    self.init(.invalid, "the push is not taken:\(lines.joined())", hint: hint)
  }
}
