import {
  type BinaryMetrics,
  classificationMetrics,
  classify,
  type Example,
  type Model,
  type MulticlassMetrics,
} from '@finetune/trainer'
import type { LegacyHyperparams } from './job-table.ts'
import { pythonRepr } from './python-repr.ts'
import { betasOf, fScoreColumn } from './result-file.ts'

/** Measures a model on its validation examples: one number a column of the result file. */
export type Measure = (model: Model) => Readonly<Record<string, number>>

/**
 * Prepares the measuring that the hyperparameters ask for, `undefined` where they ask for none. The
 * classes are the completions of the validation file; throws where they are not the ones asked for.
 */
export const measureOf = (
  hyperparams: LegacyHyperparams,
  validation: readonly Example[],
  validationFile: string,
): Measure | undefined => {
  if (!hyperparams.compute_classification_metrics) return undefined
  const classes = [...new Set(validation.map(({ completion }) => completion))].sort()
  checkClasses(classes, hyperparams, validationFile)
  const { classification_positive_class: positive } = hyperparams
  const betas = betasOf(hyperparams)
  return (model) =>
    columnsOf(classificationMetrics(classify(model, validation, classes), positive, betas))
}

const checkClasses = (
  classes: readonly string[],
  {
    classification_positive_class: positive,
    classification_n_classes: expected,
  }: LegacyHyperparams,
  validationFile: string,
): void => {
  if (positive !== undefined && !classes.includes(positive)) {
    throw new Error(
      `The positive class specified \`${positive}\` is not found among the classes in the ` +
        `validation file ${pythonRepr(classes)}`,
    )
  }
  if (positive === undefined && classes.length !== expected) {
    throw new Error(
      `The number of classes in ${validationFile} does not match the number of classes specified ` +
        'in the hyperparameters',
    )
  }
}

const columnsOf = (metrics: BinaryMetrics | MulticlassMetrics): Record<string, number> => {
  const accuracy = { 'classification/accuracy': metrics.accuracy }
  if ('weightedF1' in metrics) {
    return { ...accuracy, 'classification/weighted_f1_score': metrics.weightedF1 }
  }
  return {
    ...accuracy,
    'classification/precision': metrics.precision,
    'classification/recall': metrics.recall,
    'classification/auroc': metrics.auroc,
    'classification/auprc': metrics.auprc,
    ...Object.fromEntries(metrics.fBeta.map(({ beta, score }) => [fScoreColumn(beta), score])),
  }
}
