import TestSupport

/// Makes templates of Jinja at random, the same for the same seed: nearly all of them are right.
struct RandomJinja {
  private var source: Mutator
  private var blocks = 0

  init(seed: UInt64) {
    source = Mutator(seed: seed)
  }

  private mutating func random(_ count: Int) -> Int { source.random(count) }

  private mutating func pick(_ list: [String]) -> String { list[random(list.count)] }

  private static let names = [
    "a", "b", "c", "user", "items", "_x", "x1", "größe", "loop", "caller", "varargs", "kwargs",
    "self", "super", "range", "dict", "namespace", "ns", "not_", "index", "none_", "m", "f",
  ]

  private mutating func name() -> String { pick(Self.names) }

  /// A name to set; `loop` cannot be set in a loop.
  private mutating func target() -> String {
    let name = name()
    return name == "loop" ? "a" : name
  }

  private mutating func targets() -> String {
    switch random(7) {
    case 0: "\(target()), \(target())"
    case 1: "(\(target()), \(target()))"
    case 2: "\(target()), (\(target()), \(target()))"
    default: target()
    }
  }

  mutating func template() -> String {
    blocks = 0
    var text = ""
    for _ in 0...random(2) { text += body(depth: 3) }
    return text
  }

  // MARK: Tags

  private mutating func tag(_ inside: String) -> String {
    pick(["{% ", "{%- ", "{%+ ", "{%", "{%-"]) + inside + pick([" %}", " -%}", " +%}", "%}"])
  }

  private mutating func body(depth: Int) -> String {
    var text = ""
    for _ in 0...random(2) where text.utf8.count < 100 { text += piece(depth: depth) }
    return text
  }

  private mutating func piece(depth: Int) -> String {
    let end = depth == 0 ? 6 : 22
    switch random(end) {
    case 0: return pick([" text ", "{ {", "}} %}", "\n", "{ ", "é", "#}", "'"])
    case 1: return pick(["{# {{ z }} {% if %} #}", "{#- ' -#}", "{#+ x +#}", "{#}#}"])
    case 2:
      return pick(["{% raw %}", "{%- raw -%}", "{%raw%}"]) + "{{ z }}{% if %}{# "
        + pick(["{% endraw %}", "{%- endraw +%}", "{%+endraw-%}"])
    case 3, 4: return pick(["{{ ", "{{- ", "{{", "{{+ "]) + tuple() + pick([" }}", " -}}"])
    case 5: return tag("set \(setting())")
    case 6, 7: return forLoop(depth: depth - 1)
    case 8, 9, 10: return condition(depth: depth - 1)
    case 11: return tag("set \(targets())") + body(depth: depth - 1) + tag("endset")
    case 12: return with(depth: depth - 1)
    case 13: return macro(depth: depth - 1)
    case 14:
      let arguments = random(2) == 0 ? "(\(signature()))" : ""
      return tag("call\(arguments) \(name())(\(callArguments()))") + body(depth: depth - 1)
        + tag("endcall")
    case 15:
      return tag("filter \(filter())\(random(3) == 0 ? "|\(filter())" : "")")
        + body(depth: depth - 1) + tag("endfilter")
    case 16:
      blocks += 1
      let name = "block\(blocks)"
      return tag("block \(name)\(pick(["", "", " scoped"]))") + body(depth: depth - 1)
        + tag("endblock\(pick(["", " \(name)"]))")
    case 17:
      return tag("autoescape \(pick(["true", "false", name()]))") + body(depth: depth - 1)
        + tag("endautoescape")
    case 18:
      return tag(
        "include \(operand(1))" + pick(["", " ignore missing"])
          + pick(["", " with context", " without context"]))
    case 19: return tag("import \(operand(1)) as \(target())" + pick(["", " with context"]))
    case 20:
      return tag(
        "from \(operand(1)) import " + pick(["a", "a, b as \(target())", "m as \(target())"])
          + pick(["", " with context"]))
    default: return tag("print \(expression(2)), \(expression(1))")
    }
  }

  private mutating func setting() -> String {
    switch random(6) {
    case 0: "ns.\(name()) = \(tuple())"
    case 1: "ns = namespace(\(callArguments()))"
    default: "\(targets()) = \(tuple())"
    }
  }

  private mutating func forLoop(depth: Int) -> String {
    var text = tag(
      "for \(targets()) in \(operation(2))" + pick(["", "", " if \(operation(2))"])
        + pick(["", "", "", " recursive"]))
    text += body(depth: depth)
    if random(3) == 0 { text += tag("else") + body(depth: depth) }
    return text + tag("endfor")
  }

  private mutating func condition(depth: Int) -> String {
    var text = tag("if \(operation(2))\(pick(["", "", ":"]))") + body(depth: depth)
    for _ in 0..<random(3) { text += tag("elif \(operation(2))") + body(depth: depth) }
    if random(2) == 0 { text += tag("else") + body(depth: depth) }
    return text + tag("endif")
  }

  private mutating func with(depth: Int) -> String {
    var settings: [String] = []
    for _ in 0..<random(3) { settings.append("\(target()) = \(expression(2))") }
    return tag("with \(settings.joined(separator: ", "))") + body(depth: depth) + tag("endwith")
  }

  private mutating func macro(depth: Int) -> String {
    tag("macro \(target())(\(signature()))") + body(depth: depth) + tag("endmacro")
  }

  private mutating func signature() -> String {
    var arguments: [String] = []
    var hasDefault = false
    for name in ["a", "user", "x1", "caller"] where random(3) == 0 {
      hasDefault = hasDefault || name == "caller" || random(3) == 0
      arguments.append(hasDefault ? "\(name)=\(expression(1))" : name)
    }
    return arguments.joined(separator: ", ")
  }

  // MARK: Expressions

  private mutating func tuple() -> String {
    random(8) == 0 ? "\(expression(2)), \(expression(1))" : expression(3)
  }

  private mutating func expression(_ depth: Int) -> String {
    guard depth > 0, random(6) == 0 else { return operation(depth) }
    let start = "\(operation(depth - 1)) if \(operation(depth - 1))"
    return random(3) == 0 ? start : "\(start) else \(expression(depth - 1))"
  }

  /// An expression without a condition.
  private mutating func operation(_ depth: Int) -> String {
    guard depth > 0 else { return operand(0) }
    switch random(9) {
    case 0: return "\(operand(depth)) \(pick(["and", "or"])) \(operand(depth - 1))"
    case 1: return "not \(operand(depth))"
    case 2:
      let sign = pick(["==", "!=", "<", "<=", ">", ">=", "in", "not in"])
      return "\(operand(depth)) \(sign) \(operand(depth - 1))"
    case 3:
      let sign = pick(["+", "-", "*", "/", "//", "%", "**", "~"])
      return "\(operand(depth)) \(sign) \(pick(["", "-", "+", "- "]))\(operand(depth - 1))"
    case 4: return "\(operand(depth)) is \(pick(["", "not "]))\(test())"
    default: return operand(depth)
    }
  }

  private mutating func test() -> String {
    switch random(6) {
    case 0: "defined"
    case 1: "divisibleby 3"
    case 2: "divisibleby(\(name()))"
    case 3: "sameas \(name()).x"
    case 4: "in [\(name()), 1]"
    default: "a.b()"
    }
  }

  private mutating func operand(_ depth: Int) -> String {
    var text = primary(depth)
    for _ in 0..<random(3) where depth > 0 {
      switch random(6) {
      case 0, 1: text += ".\(pick(["name", "0", "items", "loop", "größe"]))"
      case 2: text += "[\(subscripted(depth - 1))]"
      case 3: text += "(\(callArguments()))"
      case 4: text += "[\(subscripted(depth - 1)), 1]"
      default: break
      }
    }
    if random(4) == 0 { text += pick(["|", " | "]) + filter() }
    return text
  }

  private mutating func subscripted(_ depth: Int) -> String {
    switch random(7) {
    case 0: ":"
    case 1: "\(expression(depth)):"
    case 2: "::\(expression(depth))"
    case 3: "\(name()):\(expression(depth)):2"
    default: expression(depth)
    }
  }

  private mutating func primary(_ depth: Int) -> String {
    switch random(depth > 0 ? 14 : 7) {
    case 0...3: name()
    case 4:
      pick(["'a {{ z }} %}'", #""it's""#, #"'\'x'"#, "'' \"\"", "\"}}\"", #"'\\'"#, "'a\nb'"])
    case 5: pick(["1", "1.5", "1_000", "0x1F", "1e3", "0b11", "0", "12.5e-3", "true", "None"])
    case 6: pick(["false", "none", "True", name()])
    case 7: "(\(expression(depth - 1)))"
    case 8: "(\(expression(depth - 1)), \(name()))"
    case 9: pick(["()", "[]", "{}", "(\(name()),)"])
    case 10: "[\(expression(depth - 1)), \(name())\(pick(["", ","]))]"
    case 11: "{\(name()): \(expression(depth - 1)), 'k': {'z': \(name())}}"
    case 12: "{'a': {'b': {}}}"
    default: name()
    }
  }

  private mutating func filter() -> String {
    switch random(5) {
    case 0: "default(\(expression(1)))"
    case 1: "join(', ', attribute='name')"
    case 2: "upper"
    case 3: "my.own(\(callArguments()))"
    default: "d"
    }
  }

  private mutating func callArguments() -> String {
    var arguments: [String] = []
    for _ in 0..<random(3) { arguments.append(expression(1)) }
    if random(3) == 0 { arguments.append("\(pick(["a", "if_", "name"]))=\(expression(1))") }
    if random(8) == 0 { arguments.append("*\(name())") }
    if random(8) == 0 { arguments.append("**\(name())") }
    return arguments.joined(separator: ", ")
  }
}
