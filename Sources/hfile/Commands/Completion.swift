import HealthFiles

extension Command {
  /// Prints a completion script, or answers one.
  static let completion = Command(
    name: "completion",
    summary: Phrase("print a completion script for your shell", "输出 shell 补全脚本", "輸出 shell 補全腳本"),
    details: Phrase(
      "Verbs, options, types, ids, fields and checks are completed by asking hfile itself, so that\n"
        + "what is offered is what this store has.",
      "命令、选项、类型、编号、字段和检查项由 hfile 实时提供，因此与当前门店一致。",
      "指令、選項、類型、編號、欄位和檢查項由 hfile 即時提供，因此與目前門市一致。"),
    arguments: [
      Argument(name: "SHELL", help: Phrase("bash, zsh or fish", "bash、zsh 或 fish", "bash、zsh 或 fish"), kind: .shell),
      Argument(
        name: "WORD", help: Phrase("words typed so far, asked by the script", "已输入的词，由脚本提供", "已輸入的詞，由腳本提供"),
        isOptional: true, isRepeatable: true),
    ],
    examples: [
      (
        "hfile completion bash > ~/.local/share/bash-completion/completions/hfile",
        Phrase("for bash", "用于 bash", "用於 bash")
      ),
      ("hfile completion zsh > ~/.zfunc/_hfile", Phrase("for zsh", "用于 zsh", "用於 zsh")),
      ("hfile completion fish > ~/.config/fish/completions/hfile.fish", Phrase("for fish", "用于 fish", "用於 fish")),
    ],
    formats: []
  ) { invocation throws(Failure) in
    let shell = invocation.word(0) ?? ""
    if shell == "words" {
      for word in Completions(invocation).offers(for: Array(invocation.words.dropFirst())) {
        invocation.console.say(word)
      }
      return .done
    }
    guard let script = CompletionScript.text(shell) else {
      throw .usage(
        Phrase("there is no script for \(shell)", "没有 \(shell) 的脚本", "沒有 \(shell) 的腳本"), hint: invocation.usageHint)
    }
    invocation.console.write(script)
    return .done
  }
}

/// Scripts that ask `hfile completion words -- WORD...` for what may come next.
enum CompletionScript {
  static func text(_ shell: String) -> String? {
    switch shell {
    case "bash": bash
    case "zsh": zsh
    case "fish": fish
    default: nil
    }
  }

  private static let bash = """
    _hfile() {
      local IFS=$'\\n'
      COMPREPLY=($(compgen -W "$(hfile completion words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" \\
        -- "${COMP_WORDS[COMP_CWORD]}"))
      [[ ${#COMPREPLY[@]} -eq 0 ]] && compopt -o default
      [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
    }
    complete -F _hfile hfile

    """

  private static let zsh = """
    #compdef hfile
    _hfile() {
      local -a offers
      offers=(${(f)"$(hfile completion words -- ${words[2,CURRENT]} 2>/dev/null)"})
      if (( ${#offers} )); then compadd -a offers; else _files; fi
    }
    _hfile "$@"

    """

  private static let fish = """
    function __hfile_offers
      set -l words (commandline -opc) (commandline -ct)
      hfile completion words -- $words[2..-1] 2>/dev/null
    end
    complete -c hfile -a '(__hfile_offers)'

    """
}

/// What may come next on a command line.
struct Completions {
  private let invocation: Invocation

  init(_ invocation: Invocation) { self.invocation = invocation }

  /// Returns the words that may stand for the last of the words typed so far.
  func offers(for words: [String]) -> [String] {
    let last = words.last ?? ""
    return candidates(words).filter { $0.hasPrefix(last) }
  }

  private func candidates(_ words: [String]) -> [String] {
    guard words.count > 1, let command = Command.find(words.dropLast()[...])?.command else { return verbs(words) }
    let options = command.allOptions
    let last = words[words.count - 1]
    if last.hasPrefix("-") { return options.flatMap(\.names) }
    let previous = words[words.count - 2]
    if let option = options.first(where: { $0.names.contains(previous) }), option.value != nil {
      return option.choices.isEmpty ? offers(option.kind, words) : option.choices
    }
    let named = command.name.contains(" ") ? 2 : 1
    let position = words.dropFirst(named).dropLast().count { !$0.hasPrefix("-") }
    guard
      let argument = command.arguments.indices.contains(position) ? command.arguments[position] : command.arguments.last
    else { return [] }
    return offers(argument.kind, words)
  }

  private func offers(_ kind: WordKind, _ words: [String]) -> [String] {
    switch kind {
    case .verb: return verbs([])
    case .identity: return IdentityFolder(invocation.console).names
    case .check: return Check.all.map(\.name)
    case .report: return definitions(Definition.reportFolder)
    case .alert: return definitions(Definition.alertFolder)
    case .shell: return ["bash", "zsh", "fish"]
    case .recordType: return state?.catalogue.types.keys.sorted() ?? []
    case .recordID: return ids
    case .typeOrID: return (state?.catalogue.types.keys.sorted() ?? []) + ids
    case .assignment: return fields(words)
    case .commit: return ["HEAD"]
    case .file, .folder, .free: return []
    }
  }

  /// The words with which verbs go on after those that are typed whole.
  private func verbs(_ words: [String]) -> [String] {
    let typed = Array(words.dropLast())
    let next = Command.all.compactMap { command -> String? in
      let parts = command.name.split(separator: " ").map(String.init)
      return parts.count > typed.count && parts.starts(with: typed) ? parts[typed.count] : nil
    }
    var seen: Set<String> = []
    return next.filter { seen.insert($0).inserted }
  }

  private func definitions(_ folder: String) -> [String] {
    state.flatMap { try? Definitions(folder, of: $0).all.map(\.name) } ?? []
  }

  private var state: Snapshot? {
    (try? invocation.store()).flatMap { try? $0.workingSnapshot() }
  }

  /// Ids of the small types only: nobody completes one of a million sales.
  private var ids: [String] {
    guard let state else { return [] }
    let small = state.catalogue.sortedTypes.filter { $0.layout == .flat || $0.layout == .fanned }
    return small.flatMap { (try? state.records(of: $0).records.map(\.id)) ?? [] }
      + state.catalogue.sortedPolicies.map { "policy/" + $0.name }
  }

  private func fields(_ words: [String]) -> [String] {
    guard let state, words.count > 2 else { return [] }
    let type = state.catalogue.type(called: words[1]) ?? state.catalogue.type(ofID: words[1])
    return type?.fields.map { $0.name + "=" } ?? []
  }
}
