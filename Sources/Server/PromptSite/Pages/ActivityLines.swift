internal import APIKeys
internal import Markup
internal import PromptRepo
internal import PromptService

// An operation on one line, and its steps.
extension PromptSite {
  /// So many prompts are named in a sentence; the others are folded.
  private static let namedPrompts = 3

  /// An operation: who did what, when and why.
  func line(_ operation: LedgerOperation, _ request: ServiceRequest) -> HTML {
    let steps = OperationSteps.all(operation)
    return li {
      icon(operation)
      p(.class("say")) {
        if let first = operation.entries.first {
          b { words(first.committer.name) }
          ": "
        }
        for (index, steps) in steps.prefix(PromptSite.namedPrompts).enumerated() {
          if index > 0 { "; " }
          sentence(steps)
        }
        if steps.count > PromptSite.namedPrompts || operation.count > operation.entries.count {
          " …"
        }
      }
      if let entry = operation.entries.first {
        moment(entry.time)
        why(entry)
      }
      if steps.count > PromptSite.namedPrompts {
        details(.class("steps")) {
          summary {
            Icon.chevron.html
            let left =
              operation.count - steps.prefix(PromptSite.namedPrompts).reduce(0) { $0 + $1.count }
            left == 1 ? "1 more step" : "\(grouped(left)) more steps"
          }
          ul {
            for steps in steps.dropFirst(PromptSite.namedPrompts) { li { sentence(steps) } }
            if operation.count > operation.entries.count {
              li { "and \(grouped(operation.count - operation.entries.count)) more" }
            }
          }
        }
      }
      if let id = operation.id {
        p(.class("more")) {
          a(.href(Link("activity").component(id))) { "What changed" }
          if (request.caller.key?.role).map({ $0 >= operation.role }) ?? false {
            a(.href(Link("activity").component(id).at("@undo"))) { "Undo…" }
          }
          span { String(id.prefix(8)) }
        }
      }
    }
  }

  /// What was done to one prompt, in one sentence.
  private func sentence(_ steps: OperationSteps) -> HTML {
    HTML {
      if let prompt = steps.prompt {
        a(.href(.prompt(prompt.rawValue))) { promptName(prompt.rawValue) }
        " "
      }
      words(steps.what.joined(separator: ", "))
    }
  }

  /// One step.
  func step(_ entry: AuditEntry) -> HTML {
    sentence(OperationSteps(entry))
  }

  /// Why something was done, in its author's words.
  func why(_ entry: AuditEntry) -> HTML {
    let text = entry.reason ?? entry.message
    return HTML {
      if !text.isEmpty {
        p(.class("why")) {
          "“"
          words(text)
          "”"
        }
      }
    }
  }

  private func icon(_ operation: LedgerOperation) -> HTML {
    if operation.undoes != nil { return Icon.back.html }
    switch operation.entries.first?.event {
    case .moved(_, let move)?: return move.isRollback ? Icon.back.html : Icon.up.html
    case .environments?: return Icon.lock.html
    case .release?: return Icon.releases.html
    default: return Icon.commit.html
    }
  }
}

/// What one operation did to one prompt, or to none.
struct OperationSteps {
  /// The prompt.
  let prompt: PromptName?
  /// What was done, without the prompt's name, in the order of doing.
  private(set) var what: [String]
  /// How many things that were.
  var count: Int { what.count }

  /// One thing.
  init(_ entry: AuditEntry) {
    prompt = entry.prompt
    var subject = entry.subject
    if let name = entry.prompt?.rawValue, subject.utf8.starts(with: "\(name) ".utf8) {
      subject = String(Substring(subject.utf8.dropFirst(name.utf8.count + 1)))
    }
    what = [subject]
  }

  /// All that an operation did, prompt by prompt.
  static func all(_ operation: LedgerOperation) -> [OperationSteps] {
    var all: [OperationSteps] = []
    var places: [PromptName: Int] = [:]
    for entry in operation.entries.reversed() {
      let step = OperationSteps(entry)
      if let prompt = entry.prompt, let place = places[prompt] {
        all[place].what += step.what
      } else {
        if let prompt = entry.prompt { places[prompt] = all.count }
        all.append(step)
      }
    }
    return all
  }
}
