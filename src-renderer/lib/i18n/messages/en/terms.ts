// Every term of the trade in plain words, shown where it stands. `name` as it is written in a sentence.
export const terms = {
  model: {
    name: 'model',
    meaning:
      'A network with its learnt numbers. It turns a picture or a text into a probability for each class.',
  },
  backbone: {
    name: 'backbone',
    meaning:
      'The part of the model that was trained before, on much more data. It has learnt to see shapes or to read words.',
  },
  head: {
    name: 'head',
    meaning: 'The new last layer. It learns which of your classes the backbone’s findings speak for.',
  },
  pretrained: {
    name: 'pretrained',
    meaning: 'Already trained on other data. Starting from there needs far fewer of your own examples.',
  },
  class: { name: 'class', meaning: 'One of the answers the model may give, such as “cat” or “invoice”.' },
  epoch: { name: 'epoch', meaning: 'One pass over all training examples.' },
  step: { name: 'step', meaning: 'One change of the model, made from one batch of examples.' },
  batchSize: {
    name: 'batch size',
    meaning:
      'How many examples are looked at before the model is changed once. More is steadier but needs more memory.',
  },
  learningRate: {
    name: 'learning rate',
    meaning:
      'How far the model moves at each step. Too high and it forgets or diverges; too low and it learns nothing in the time given.',
  },
  loss: {
    name: 'loss',
    meaning: 'How wrong the model is on average; it counts confident mistakes more. Lower is better.',
  },
  accuracy: {
    name: 'accuracy',
    meaning: 'The share of examples for which the model’s first answer is right.',
  },
  validation: {
    name: 'validation',
    meaning:
      'Examples kept aside during training, to see whether the model also works on what it has not learnt from.',
  },
  test: {
    name: 'test',
    meaning: 'Examples that are looked at only once, at the very end, for an honest measurement.',
  },
  split: { name: 'split', meaning: 'How the examples are divided into training, validation and test.' },
  overfitting: {
    name: 'overfitting',
    meaning: 'The model learns its examples by heart and gets worse on new ones.',
  },
  earlyStopping: {
    name: 'early stopping',
    meaning:
      'Training ends when the validation has not become better for a while, and the best moment is kept.',
  },
  patience: {
    name: 'patience',
    meaning: 'How many epochs without progress are waited for before training stops.',
  },
  augmentation: {
    name: 'augmentation',
    meaning:
      'Small random changes of the training pictures, such as mirroring, so that the model sees more variety.',
  },
  token: { name: 'token', meaning: 'A piece of a word. Models read texts in tokens.' },
  truncation: {
    name: 'truncation',
    meaning: 'Texts longer than the limit are cut; the model does not see the rest.',
  },
  frozen: { name: 'frozen', meaning: 'Not changed by training. What it has learnt before stays as it is.' },
  phase: {
    name: 'phase',
    meaning: 'A stretch of training with its own set of trained layers and its own learning rate.',
  },
  warmup: {
    name: 'warm-up',
    meaning:
      'The learning rate starts low and rises, so that the new head does not damage the backbone with its first guesses.',
  },
  schedule: {
    name: 'schedule',
    meaning: 'How the learning rate changes from the start to the end of a phase.',
  },
  optimizer: {
    name: 'optimizer',
    meaning: 'The rule by which the model’s numbers are changed at each step.',
  },
  weightDecay: {
    name: 'weight decay',
    meaning: 'Pulls the model’s numbers a little towards zero, which guards against learning by heart.',
  },
  labelSmoothing: {
    name: 'label smoothing',
    meaning: 'Tells the model never to be quite sure, which helps when some labels are wrong.',
  },
  classWeights: {
    name: 'class weights',
    meaning: 'Rare classes count more, so that they are not drowned by frequent ones.',
  },
  gradientNorm: {
    name: 'gradient norm',
    meaning: 'How strongly the examples pull at the model. Sudden peaks tell of trouble.',
  },
  dropout: {
    name: 'dropout',
    meaning: 'Leaves out a random part of the findings in each step, which guards against learning by heart.',
  },
  precision: {
    name: 'precision',
    meaning: 'Of all examples the model put into this class: the share that belongs there.',
  },
  recall: {
    name: 'recall',
    meaning: 'Of all examples that belong to this class: the share the model found.',
  },
  specificity: {
    name: 'specificity',
    meaning: 'Of all examples that do not belong to this class: the share that was left alone.',
  },
  f1: { name: 'F1', meaning: 'One number for precision and recall together; it is high only when both are.' },
  rocAuc: {
    name: 'ROC AUC',
    meaning:
      'How well the model puts right examples before wrong ones, whatever the threshold. 0.5 is guessing, 1 is perfect.',
  },
  confusionMatrix: {
    name: 'confusion matrix',
    meaning: 'A table of the true classes against the predicted ones. What is off the diagonal was mistaken.',
  },
  calibration: {
    name: 'calibration',
    meaning:
      'Whether the model’s probabilities can be believed: of all answers given with 80 %, about 80 % should be right.',
  },
  threshold: {
    name: 'threshold',
    meaning: 'The probability from which on an example counts as belonging to the class.',
  },
  interval: {
    name: '95 % interval',
    meaning:
      'Where the true value probably lies, given how few examples were measured. Wide means: measure on more.',
  },
  seed: {
    name: 'seed',
    meaning:
      'The number from which all chance is drawn. The same seed with the same data gives the same result.',
  },
  checkpoint: { name: 'checkpoint', meaning: 'A saved moment of training from which it can go on exactly.' },
  datasetVersion: {
    name: 'dataset version',
    meaning:
      'The frozen list of the examples and their split. Two runs on the same version can be compared fairly.',
  },
  recipe: {
    name: 'recipe',
    meaning:
      'Everything about a training in one document. The same recipe with the same data gives the same result.',
  },
  onnx: { name: 'ONNX', meaning: 'A file format for models that most programs and devices can run.' },
  parameters: {
    name: 'parameters',
    meaning: 'The learnt numbers of a model. More can learn more, and need more memory and time.',
  },
};
