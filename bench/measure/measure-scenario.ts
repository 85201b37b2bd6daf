import type { Rig, Running } from '../rig.ts'
import type { Pace, Sample, Scenario } from '../scenarios/scenario.ts'
import { type TargetName, targets } from '../targets/targets.ts'

/** What the targets of a scenario showed: one sample a round, in the order of the rounds. */
export interface Measured {
  readonly samples: ReadonlyMap<TargetName, readonly Sample[]>
  /** Wrong answers and targets that did not start. */
  readonly failures: readonly string[]
}

/** Lets the targets take turns, each round beginning with another one. */
export async function measureScenario(
  rig: Rig,
  scenario: Scenario,
  names: readonly TargetName[],
  pace: Pace,
): Promise<Measured> {
  const samples = new Map<TargetName, Sample[]>(names.map((name) => [name, []]))
  const running = new Map<TargetName, Running>()
  const failed = new Map<TargetName, string>()
  const rounds = scenario.halfRounds ? Math.ceil(pace.rounds / 2) : pace.rounds

  const turn = async (name: TargetName) => {
    const own = running.get(name) ?? (await rig.start(targets[name]))
    if (!running.has(name)) {
      running.set(name, own)
      await scenario.warmUp(rig, own, pace)
    }
    samples.get(name)?.push(await scenario.measure(rig, own, pace))
    if (scenario.fresh) {
      running.delete(name)
      await own.stop()
    }
  }

  for (let round = 0; round < rounds; round++) {
    const order = names.map((_name, index) => names[(index + round) % names.length] as TargetName)
    for (const name of order.filter((one) => !failed.has(one))) {
      await turn(name).catch((error: Error) => failed.set(name, error.message))
    }
  }
  await Promise.all([...running.values()].map((own) => own.stop()))
  for (const name of failed.keys()) samples.delete(name)
  return { samples, failures: [...failed].map(([name, message]) => `${targets[name].title}: ${message}`) }
}
