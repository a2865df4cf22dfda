/** What a worker thread does: a piece of an experiment. */
import { doWork, type FinishedWork, type TrainingWork } from './experiment.ts';

/** The entry that the pool calls. */
export default function work(task: TrainingWork): FinishedWork {
  return doWork(task);
}
