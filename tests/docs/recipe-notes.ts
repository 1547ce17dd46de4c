// What docs/recipe.md says about each field of a recipe: its meaning, its unit, and why its default is what it is.
// Ranges and defaults are not repeated here; they come from the schema.

/** Sections of the document: the object whose fields a table lists, and what stands above the table. */
export const recipeSections: readonly { readonly path: string; readonly text: string }[] = [
  { path: '', text: '`task`, `model` and `data` have to be there; everything else has a default.' },
  {
    path: 'model',
    text: 'Either `weights` or `architecture` has to be there. Weights tell their architecture themselves.',
  },
  {
    path: 'data',
    text:
      'A folder is searched for `train`, `validation` and `test` (also `val`, `valid`, `dev`, `eval`, `training`, ' +
      '`testing`, `holdout`, and names such as `seg_train` or `val_images`); without them, its folders are the classes. ' +
      'Folders that hold nothing but one folder are looked through. Where names do not settle it, as with folds, ' +
      'nothing is guessed: the error names the field to set. What the data does not split is split by the seed: ' +
      'stratified by class, identical examples always on the same side.',
  },
  { path: 'preprocessing', text: 'How an example becomes the input of the network.' },
  {
    path: 'preprocessing.augmentation',
    text:
      'Random changes of training pictures, drawn from seed, epoch and example. Written as an object, they hold in ' +
      'every phase, and nothing can then be cached. `false` switches them off. Absent, phases that read cached ' +
      'features train without, and all others with the defaults below.',
  },
  { path: 'adaptation', text: 'Which parts of the network are trained, and when.' },
  {
    path: 'adaptation.phases[]',
    text: 'One entry a phase, in order. Each has its own learning-rate schedule and its own patience.',
  },
  { path: 'hyperparameters', text: 'Names as in Keras and Transformers.' },
  {
    path: 'hyperparameters.earlyStopping',
    text:
      '`false` trains every epoch and keeps the last parameters. Otherwise a phase ends when it has not improved for ' +
      '`patience` epochs, the next one begins with the best parameters so far, and the best are the result.',
  },
  { path: 'engine', text: 'What computes, and with how much of the machine.' },
];

/** By path; `[]` stands for the entries of a list. */
export const recipeNotes: Readonly<Record<string, string>> = {
  task: 'What is predicted: the class of a picture, or of a text.',
  name: 'Shown in lists. Absent: model and data, as in "finesse-resnet-10 on plates".',
  experiment:
    'Runs that answer one question; `finesse runs --experiment` lists them. With the same fractions and seed, an example stands in the same split in all of them, whatever labels are corrected and examples added.',
  model: 'See below.',
  data: 'See below.',
  preprocessing: 'See below.',
  adaptation: 'See below.',
  hyperparameters: 'See below.',
  engine: 'See below.',
  seed: 'Decides splits, new weights, order, augmentation, dropout and the resampling behind intervals. Same recipe, same data, same machine: same bits. Another seed divides the examples anew, which the log says with its consequence.',

  'model.weights':
    'Safetensors, PyTorch file, TF.js layers model, a folder as the Hub lays it, or the id of a bundled model. Absent: training from scratch.',
  'model.architecture':
    'Needed from scratch, or to correct what the weights do not tell. Fields: [Architectures](#architectures).',
  'model.architecture.family': 'Which network.',
  'model.pooling':
    'Of pretrained texts: mean of all tokens, the first token, or BERT’s pooler over it. Absent: as the folder tells (config.json in `1_Pooling`), else the one whose fitted head predicts best; without a probe the network’s own.',
  'model.tokenizer':
    'Texts only: a file, or a folder with one. Absent: the one beside the weights; from scratch, a WordPiece vocabulary of up to 8,000 tokens is learnt from the training split.',

  'data.path':
    'Folder with one folder a class, or table with text and label. A manifest names pictures: path, label, optional split.',
  'data.validation': 'Replaces the validation split that `path` may hold.',
  'data.test': 'Replaces the test split that `path` may hold.',
  'data.validationFraction':
    'Share of the training data, where there is no validation data. Enough to choose an epoch by without starving training.',
  'data.testFraction': 'Likewise for the test split, which nothing looks at before the end.',
  'data.textColumn': 'Texts only. Detected by familiar names, then by length.',
  'data.labelColumn':
    'Detected by familiar names, then by how often values repeat; where several columns could be it, nothing is guessed.',
  'data.pathColumn':
    'Manifests only. Detected by what stands in it: names of pictures, also without their ending; then by familiar names.',
  'data.splitColumn':
    'Detected where the words are train, validation and test (or as in data folders), or by `is_valid` and the like with true and false. `false` leaves such a column out of account.',
  'data.folders':
    'Pictures only. Written where the names of folders do not settle it, or settle it wrongly: `classes` for a class that is called train, `groups` for sites or folds that are put together.',
  'data.encoding':
    'Of tables. Detected: byte order mark, then valid UTF-8, then UTF-16, then a guess by statistics.',
  'data.separator': 'Of tables: comma, tab, semicolon and vertical bar are detected.',
  'data.duplicates':
    'Keeping them lets a frequent example count as often as it occurs; they never cross a split either way. Drop them where copies are an accident.',
  'data.exclude':
    'For single examples that are wrong. The application writes it; content, unlike a path, cannot move.',
  'data.relabel':
    'For single labels that are wrong, and to settle equal examples with different labels. The application writes it; the files stay as they are.',

  'preprocessing.imageSize':
    'Pixels. Absent: what the model was made for. Smaller is faster, at a price in accuracy.',
  'preprocessing.resize':
    'crop: shorter side to the size, then the centre, as in pretraining. squash: both sides. pad: longer side, black borders.',
  'preprocessing.whiteLevel':
    'The value of 16-bit pictures that becomes white, and what is above it too; pictures of 8 bits stay as they are. Absent: 65,535. Scanners and detectors often use 12 bits of 16; read as 16 such pictures are nearly black, and a training says so and names the value: 4095 for 12 bits. One value for all pictures, in training, prediction and export, so that brightness stays comparable.',
  'preprocessing.augmentation': 'See below.',
  'preprocessing.maxTokens':
    'Longer texts are cut. 128 tokens hold most single messages; time grows with length.',
  'preprocessing.lowerCase': 'Texts only. Absent: as the tokenizer says; true for a vocabulary learnt here.',

  'preprocessing.augmentation.horizontalFlip':
    'Half of the pictures are mirrored. Wrong where left and right differ in meaning (letters, sides of a body).',
  'preprocessing.augmentation.verticalFlip':
    'Off, because photographs have an up and a down; right for microscopes and satellites.',
  'preprocessing.augmentation.rotationDegrees': 'At most this many degrees, to either side.',
  'preprocessing.augmentation.minCropArea':
    'Smallest share of the area that a random crop keeps; 1 switches cropping off. Milder than the 0.08 of ImageNet training, which can cut a small object away.',
  'preprocessing.augmentation.brightness': 'A factor between 1 minus and 1 plus this.',
  'preprocessing.augmentation.contrast': 'A factor between 1 minus and 1 plus this.',
  'preprocessing.augmentation.saturation': 'A factor between 1 minus and 1 plus this.',
  'preprocessing.augmentation.hue':
    'At most this share of a turn of the colour wheel, to either side. Off, because colour often tells the class.',

  'adaptation.preset':
    'head: the fitted head alone. gradual: the fitted head, then the last third of the stages, then all (half of the epochs each). full: the fitted head, then everything at once. With `probe` off the head is trained in steps instead: alone, first, or with everything. Always full from scratch.',
  'adaptation.phases': 'Replaces `preset` and `hyperparameters.epochs`. See below.',
  'adaptation.probe':
    'First fits the head by logistic regression on features of the frozen network, the strength of its penalty chosen on validation (on folds of the training split where validation has fewer than 200 examples). What is trained after it is kept only where it is better on validation. Absent: as told for pretrained weights, unless `phases` are given. Never from scratch.',
  'adaptation.chooseDepth':
    'With fewer than 200 validation and at most 2,000 training examples, and no phases of its own: the plan is carried out on three folds of the training split first, and then only as deep as it lowered the loss by more than one standard error. The choice stands in the log and in depth.json.',
  'adaptation.temperatureScaling':
    'With at least 100 validation examples: where the predictions of an epoch are too sure, the head is divided by the temperature that suits them best (Guo et al. 2017), in what is judged, kept and exported; training goes on without it. Epochs make a network surer long after they make it better, and the loss alone would call that worse.',
  'adaptation.probeOnValidation':
    'Where nothing is trained after the probe: the chosen strength is fitted once more to training and validation together. Figures of validation are those from before.',
  'adaptation.batchNorm':
    'Of trained stages. frozen keeps the pretrained statistics, which small data measures worse; train updates them, as data unlike the pretraining needs.',
  'adaptation.headDropout':
    'Share of the features dropped before the classifier while training; little, because the head is small.',
  'adaptation.layerDecay':
    'Rate of a stage = rate of the stage above it times this: what lies lower is more general and should move less.',

  'adaptation.phases[].name': 'Shown in progress and curves. Absent: after what is trained.',
  'adaptation.phases[].epochs': 'Passes over the training split at most.',
  'adaptation.phases[].trainable': 'head, all, or `{ "lastStages": n }`. The head is always trained.',
  'adaptation.phases[].trainable.lastStages': 'Stages of the backbone, counted from the head.',
  'adaptation.phases[].learningRate':
    'Peak, at the head. Absent: `learningRate` where the head trains alone, else `backboneLearningRate`.',

  'hyperparameters.epochs': 'Passes over the training split, over all phases of a preset.',
  'hyperparameters.batchSize':
    'Examples in a step. Fits small data and small memories; with more, raise the learning rate too.',
  'hyperparameters.optimizer': 'AdamW needs the least tuning when a network is adapted.',
  'hyperparameters.learningRate':
    'Peak where the head trains alone or everything is new. Given with the preset full, it is also the rate of the backbone.',
  'hyperparameters.backboneLearningRate':
    'Peak, at the head, where pretrained stages are trained too; ten to twenty times lower, so as not to forget.',
  'hyperparameters.momentum': 'SGD only.',
  'hyperparameters.beta1': 'Adam and AdamW: decay of the mean of the gradients, each step.',
  'hyperparameters.beta2': 'Adam and AdamW: decay of the mean of their squares, each step.',
  'hyperparameters.epsilon': 'Adam and AdamW: added to the denominator.',
  'hyperparameters.weightDecay':
    'Never applied to biases and normalisation. AdamW: apart from the gradient; SGD and Adam: added to it (L2).',
  'hyperparameters.schedule': 'Of the learning rate, from the start to the end of each phase.',
  'hyperparameters.warmupRatio':
    'Share of the steps of a phase in which the rate rises, from above 0; a new head sends large gradients at first. one-cycle: share of the rise.',
  'hyperparameters.labelSmoothing': 'Share of the target given to all classes alike.',
  'hyperparameters.classWeights':
    'balanced weighs each class by the inverse of its frequency; an object gives weights by class name, 1 where not named. None: probabilities stay those of the data.',
  'hyperparameters.gradientClipNorm': 'Largest L2 norm of all gradients together; transformers need it.',
  'hyperparameters.emaDecay':
    'Share that an update leaves of the moving average of the weights (Polyak and Juditsky 1992; less in the first updates). The average is what is validated, kept and exported: steps scatter around a place that is better than any of them. 0: no average.',
  'hyperparameters.accumulationSteps':
    'Batches whose mean gradient makes one update: a larger batch in the same memory.',
  'hyperparameters.earlyStopping': 'See below.',

  'hyperparameters.earlyStopping.metric':
    'Of the validation split. The loss sees progress that accuracy is too coarse for.',
  'hyperparameters.earlyStopping.patience': 'Epochs without improvement, counted in each phase.',
  'hyperparameters.earlyStopping.minDelta': 'Smaller changes are no improvement.',

  'engine.backend':
    'auto: the fastest that loads here, measured once. ort: ours. tensorflow: @tensorflow/tfjs-node, where installed. cpu: plain JavaScript, for checking.',
  'engine.provider':
    'Of ONNX Runtime, backend ort only. webgpu computes on the graphics processor; where that fails, the processor does, and the log says so.',
  'engine.threads': 'Absent: all cores.',
  'engine.cacheFeatures':
    'Compute what is frozen once and keep it on disk. Off: every epoch computes it again, and augmentation applies in every phase.',
};

/** One row for each family: the least that describes it, and what it is. */
export const architectureNotes: readonly {
  readonly example: Readonly<Record<string, unknown>>;
  readonly text: string;
}[] = [
  {
    example: { family: 'resnet', depth: 18 },
    text: 'ResNet of torchvision. `depth` (18, 34, 50, 101, 152) stands for `block` and `blocks`; `width` is the channels of the stem.',
  },
  {
    example: { family: 'cifar-resnet', depth: 20 },
    text: 'Thin ResNet for small pictures. `depth` is 6 n + 2, from 8 on.',
  },
  {
    example: { family: 'mobilenet-v2' },
    text: 'MobileNetV2. `width` multiplies all channels; `variant` keras differs in padding, epsilon and input scaling.',
  },
  {
    example: { family: 'vgg' },
    text: 'VGG of torchvision. `depth` is 11, 13, 16 or 19; `width` is the channels of the first convolution, `hiddenSize` the width of the two linear layers before the head.',
  },
  {
    example: { family: 'inception-v3' },
    text: 'Inception v3 of torchvision, without its auxiliary head. `width` multiplies all channels; pictures from -1 to 1 unless `mean` and `std` are given.',
  },
  {
    example: { family: 'bert' },
    text: 'BERT. `heads` is hiddenSize / 64 and `intermediateSize` 4 hiddenSize unless given; `pooler` head makes the pooler part of the new head.',
  },
  {
    example: { family: 'roberta' },
    text: 'RoBERTa; `modelType` camembert and xlm-roberta are the same network. Positions begin behind `padId`, the number of the padding token: texts may have maxPositions - padId - 1 tokens.',
  },
  { example: { family: 'distilbert' }, text: 'DistilBERT: BERT without segments and pooler.' },
];
